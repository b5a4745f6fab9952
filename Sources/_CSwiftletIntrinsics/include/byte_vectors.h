// Exact sums of products of bytes, for resampling pictures. SSE2, which every x86-64 processor has, and NEON suffice.
#pragma once

#include "inline.h"

typedef uint8_t swiftlet_u8x16 __attribute__((ext_vector_type(16)));
typedef int16_t swiftlet_i16x8 __attribute__((ext_vector_type(8)));
typedef int32_t swiftlet_i32x4 __attribute__((ext_vector_type(4)));

/// a₀ b₀ a₁ b₁ … of the first eight elements.
SWIFTLET_INLINE swiftlet_u8x16 swiftlet_interleave_low_u8x16(swiftlet_u8x16 a, swiftlet_u8x16 b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
/// a₈ b₈ a₉ b₉ … of the last eight elements.
SWIFTLET_INLINE swiftlet_u8x16 swiftlet_interleave_high_u8x16(swiftlet_u8x16 a, swiftlet_u8x16 b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
/// The first eight bytes as 16-bit integers.
SWIFTLET_INLINE swiftlet_i16x8 swiftlet_widen_low_u8x16(swiftlet_u8x16 x) {
    return (swiftlet_i16x8)swiftlet_interleave_low_u8x16(x, (swiftlet_u8x16)(0));
}
/// The last eight bytes as 16-bit integers.
SWIFTLET_INLINE swiftlet_i16x8 swiftlet_widen_high_u8x16(swiftlet_u8x16 x) {
    return (swiftlet_i16x8)swiftlet_interleave_high_u8x16(x, (swiftlet_u8x16)(0));
}
#if defined(__SSE2__)
typedef short swiftlet_v8hi __attribute__((__vector_size__(16)));
typedef int swiftlet_v4si __attribute__((__vector_size__(16)));
/// a₀b₀ + a₁b₁, a₂b₂ + a₃b₃ …
SWIFTLET_INLINE swiftlet_i32x4 swiftlet_add_products_i16x8(swiftlet_i16x8 a, swiftlet_i16x8 b) {
    return (swiftlet_i32x4)__builtin_ia32_pmaddwd128((swiftlet_v8hi)a, (swiftlet_v8hi)b);
}
/// Clamps each number to 0…255.
SWIFTLET_INLINE swiftlet_u8x16 swiftlet_saturate_i32x16(swiftlet_i32x4 a, swiftlet_i32x4 b, swiftlet_i32x4 c,
                                                        swiftlet_i32x4 d) {
    swiftlet_v8hi low = (swiftlet_v8hi)__builtin_ia32_packssdw128((swiftlet_v4si)a, (swiftlet_v4si)b);
    swiftlet_v8hi high = (swiftlet_v8hi)__builtin_ia32_packssdw128((swiftlet_v4si)c, (swiftlet_v4si)d);
    return (swiftlet_u8x16)__builtin_ia32_packuswb128(low, high);
}
#else
typedef int32_t swiftlet_i32x8 __attribute__((ext_vector_type(8)));
SWIFTLET_INLINE swiftlet_i32x4 swiftlet_add_products_i16x8(swiftlet_i16x8 a, swiftlet_i16x8 b) {
    swiftlet_i32x8 products = __builtin_convertvector(a, swiftlet_i32x8) * __builtin_convertvector(b, swiftlet_i32x8);
    return __builtin_shufflevector(products, products, 0, 2, 4, 6) + __builtin_shufflevector(products, products, 1, 3, 5, 7);
}
SWIFTLET_INLINE swiftlet_u8x16 swiftlet_saturate_i32x16(swiftlet_i32x4 a, swiftlet_i32x4 b, swiftlet_i32x4 c,
                                                        swiftlet_i32x4 d) {
    typedef int32_t i32x16 __attribute__((ext_vector_type(16)));
    swiftlet_i32x8 low = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
    swiftlet_i32x8 high = __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7);
    i32x16 all = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    all = all < 0 ? (i32x16)(0) : all;
    all = all > 255 ? (i32x16)(255) : all;
    return __builtin_convertvector(all, swiftlet_u8x16);
}
#endif
/// Clamps four numbers to 0…255. They become the bytes of the result in the order of memory.
SWIFTLET_INLINE uint32_t swiftlet_saturate_i32x4(swiftlet_i32x4 x) {
    swiftlet_u8x16 bytes = swiftlet_saturate_i32x16(x, x, x, x);
    uint32_t first;
    __builtin_memcpy(&first, &bytes, sizeof first);
    return first;
}
