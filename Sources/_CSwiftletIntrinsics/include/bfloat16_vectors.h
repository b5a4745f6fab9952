// Operations on vectors of bfloat16, for processors with AVX512_BF16.
#pragma once

#include "float_vectors.h"

#if defined(__AVX512BF16__)
typedef uint32_t swiftlet_u32x16 __attribute__((ext_vector_type(16)));
typedef uint16_t swiftlet_u16x16 __attribute__((ext_vector_type(16)));
typedef __bf16 swiftlet_v32bf __attribute__((__vector_size__(64), __aligned__(64)));
typedef __bf16 swiftlet_v16bf __attribute__((__vector_size__(32), __aligned__(32)));
typedef int swiftlet_v16si __attribute__((__vector_size__(64), __aligned__(64)));
typedef short swiftlet_v32hi __attribute__((__vector_size__(64), __aligned__(64)));
typedef short swiftlet_v16hi __attribute__((__vector_size__(32), __aligned__(32)));
typedef swiftlet_u16x16 swiftlet_u16x16_unaligned __attribute__((__aligned__(2)));
/// `sum` plus, in each lane, the two products of that lane's pairs.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_dot_bf16x32(swiftlet_f32x16 sum, swiftlet_u32x16 a, swiftlet_u32x16 b) {
    return (swiftlet_f32x16)__builtin_ia32_dpbf16ps_512((swiftlet_m512)sum, (swiftlet_v32bf)a, (swiftlet_v32bf)b);
}
/// Takes the same pair in all lanes. Returns as floats its first element in the even lanes and its second in the odd ones.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_alternate_bf16x16(swiftlet_u32x16 pair) {
    swiftlet_u32x16 shift = {16, 0, 16, 0, 16, 0, 16, 0, 16, 0, 16, 0, 16, 0, 16, 0};
    return (swiftlet_f32x16)((pair << shift) & 0xFFFF0000);
}
/// Eight pairs, in both halves.
SWIFTLET_INLINE swiftlet_u32x16 swiftlet_load_half_twice_u32x16(const uint16_t *source) {
    return (swiftlet_u32x16)swiftlet_load_half_twice_f32x16((const float *)source);
}
/// `b` in the lanes that the mask selects, `a` in the others.
SWIFTLET_INLINE swiftlet_u32x16 swiftlet_blend_u32x16(swiftlet_u32x16 a, swiftlet_u32x16 b, uint16_t mask) {
    return (swiftlet_u32x16)swiftlet_blend_f32x16((swiftlet_f32x16)a, (swiftlet_f32x16)b, mask);
}
SWIFTLET_INLINE swiftlet_u32x16 swiftlet_low_halves_u32x16(swiftlet_u32x16 x) { return x & 0xFFFF; }
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_load_bf16x16(const uint16_t *source) {
    swiftlet_u16x16 x = *(const swiftlet_u16x16_unaligned *)source;
    return (swiftlet_f32x16)(__builtin_convertvector(x, swiftlet_u32x16) << 16);
}
SWIFTLET_INLINE swiftlet_u16x16 swiftlet_round_bf16x16(swiftlet_f32x16 x) {
    return (swiftlet_u16x16)__builtin_ia32_cvtneps2bf16_512_mask(
        (swiftlet_m512)x, (swiftlet_v16bf){0}, 0xFFFF);
}
SWIFTLET_INLINE void swiftlet_store_bf16x16(uint16_t *destination, swiftlet_f32x16 x) {
    *(swiftlet_u16x16_unaligned *)destination = swiftlet_round_bf16x16(x);
}
SWIFTLET_INLINE void swiftlet_store_first_bf16x16(uint16_t *destination, swiftlet_f32x16 x, int64_t count) {
    unsigned short mask = count >= 16 ? 0xFFFF : (unsigned short)((1u << count) - 1);
    __builtin_ia32_storedquhi256_mask((swiftlet_v16hi *)destination, (swiftlet_v16hi)swiftlet_round_bf16x16(x), mask);
}
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_load_first_bf16x16(const uint16_t *source, int64_t count) {
    unsigned short mask = count >= 16 ? 0xFFFF : (unsigned short)((1u << count) - 1);
    swiftlet_u16x16 x =
        (swiftlet_u16x16)__builtin_ia32_loaddquhi256_mask((const swiftlet_v16hi *)source, (swiftlet_v16hi){0}, mask);
    return (swiftlet_f32x16)(__builtin_convertvector(x, swiftlet_u32x16) << 16);
}
SWIFTLET_INLINE uint32_t swiftlet_first_lanes(int64_t count) {
    return count >= 32 ? 0xFFFFFFFF : (uint32_t)((1ull << count) - 1);
}
/// The first `count` elements in pairs, then zeros. Reads no further than the last element's pair.
SWIFTLET_INLINE swiftlet_u32x16 swiftlet_load_first_bf16x32(const uint16_t *source, int64_t count) {
    unsigned short mask = (unsigned short)swiftlet_first_lanes((count + 1) >> 1);
    return (swiftlet_u32x16)__builtin_ia32_loaddqusi512_mask((const int *)source, (swiftlet_v16si){0}, mask);
}
/// Pairs the even elements of two vectors: a₀ b₀, a₂ b₂ … The next function pairs the odd ones: a₁ b₁, a₃ b₃ …
SWIFTLET_INLINE swiftlet_u32x16 swiftlet_even_pairs_bf16x32(swiftlet_u32x16 a, swiftlet_u32x16 b) {
    return (a & 0xFFFF) | (b << 16);
}
SWIFTLET_INLINE swiftlet_u32x16 swiftlet_odd_pairs_bf16x32(swiftlet_u32x16 a, swiftlet_u32x16 b) {
    return (a >> 16) | (b & 0xFFFF0000);
}
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_even_f32x32(const float *source) {
    swiftlet_f32x16 a, b;
    __builtin_memcpy(&a, source, 64);
    __builtin_memcpy(&b, source + 16, 64);
    return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_odd_f32x32(const float *source) {
    swiftlet_f32x16 a, b;
    __builtin_memcpy(&a, source, 64);
    __builtin_memcpy(&b, source + 16, 64);
    return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}
/// Stores the first `count` elements of a₀ b₀ a₁ b₁ …
SWIFTLET_INLINE void swiftlet_store_interleaved_bf16x32(uint16_t *destination, swiftlet_f32x16 a, swiftlet_f32x16 b,
                                                        int64_t count) {
    swiftlet_v32hi both = (swiftlet_v32hi)__builtin_ia32_cvtne2ps2bf16_512((swiftlet_m512)b, (swiftlet_m512)a);
    swiftlet_v32hi mixed = __builtin_shufflevector(
        both, both, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
        14, 30, 15, 31);
    __builtin_ia32_storedquhi512_mask((swiftlet_v32hi *)destination, mixed, swiftlet_first_lanes(count));
}
SWIFTLET_INLINE void swiftlet_interleave_bf16x16(uint16_t *destination, swiftlet_f32x16 a, swiftlet_f32x16 b,
                                                 int64_t count) {
    swiftlet_u32x16 low = __builtin_convertvector(swiftlet_round_bf16x16(a), swiftlet_u32x16);
    swiftlet_u32x16 high = __builtin_convertvector(swiftlet_round_bf16x16(b), swiftlet_u32x16);
    unsigned short mask = count >= 16 ? 0xFFFF : (unsigned short)((1u << count) - 1);
    __builtin_ia32_storedqusi512_mask((int *)destination, (swiftlet_v16si)(low | high << 16), mask);
}
#endif
