// Operations on vectors of floats that Swift lacks: minimum and maximum as one instruction (the standard library calls
// generic code), masked loads and stores.
#pragma once

#include "inline.h"

typedef float swiftlet_f32x4 __attribute__((ext_vector_type(4)));
typedef float swiftlet_f32x8 __attribute__((ext_vector_type(8)));
typedef float swiftlet_f32x16 __attribute__((ext_vector_type(16)));

// A NaN in `x` stays a NaN, as x86's MINPS and MAXPS keep their second operand.
#define SWIFTLET_CLAMP(N)                                                                                              \
    SWIFTLET_INLINE swiftlet_f32x##N swiftlet_max_f32x##N(swiftlet_f32x##N bound, swiftlet_f32x##N x) {               \
        return bound > x ? bound : x;                                                                                  \
    }                                                                                                                  \
    SWIFTLET_INLINE swiftlet_f32x##N swiftlet_min_f32x##N(swiftlet_f32x##N bound, swiftlet_f32x##N x) {               \
        return bound < x ? bound : x;                                                                                  \
    }
SWIFTLET_CLAMP(4)
SWIFTLET_CLAMP(8)
SWIFTLET_CLAMP(16)

// `sum + a · b`, rounded once. The standard library's version works lane by lane and is not always vectorised again.
#if defined(__FMA__)
SWIFTLET_INLINE swiftlet_f32x8 swiftlet_fma_f32x8(swiftlet_f32x8 sum, swiftlet_f32x8 a, swiftlet_f32x8 b) {
    return __builtin_elementwise_fma(a, b, sum);
}
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_fma_f32x16(swiftlet_f32x16 sum, swiftlet_f32x16 a, swiftlet_f32x16 b) {
    return __builtin_elementwise_fma(a, b, sum);
}
#endif

// Stores the first `count` lanes; `count` is at least 1.
SWIFTLET_INLINE void swiftlet_store_first_f32x4(float *destination, swiftlet_f32x4 x, int64_t count) {
    destination[0] = x[0];
    if (count > 1) destination[1] = x[1];
    if (count > 2) destination[2] = x[2];
    if (count > 3) destination[3] = x[3];
}

// Loads the first `count` lanes, at least 1, and sets the others to zero. Reads nothing beyond them.
SWIFTLET_INLINE swiftlet_f32x4 swiftlet_load_first_f32x4(const float *source, int64_t count) {
    swiftlet_f32x4 x = {source[0], 0, 0, 0};
    if (count > 3) {
        __builtin_memcpy(&x, source, sizeof x);
    } else {
        if (count > 1) x[1] = source[1];
        if (count > 2) x[2] = source[2];
    }
    return x;
}

// Stores the first `count` pairs of a₀ b₀ a₁ b₁ …; `count` is at least 1.
SWIFTLET_INLINE void swiftlet_interleave_f32x4(float *destination, swiftlet_f32x4 a, swiftlet_f32x4 b,
                                        int64_t count) {
    swiftlet_f32x4 low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    swiftlet_f32x4 high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    swiftlet_store_first_f32x4(destination, low, 2 * count);
    if (2 * count > 4) swiftlet_store_first_f32x4(destination + 4, high, 2 * count - 4);
}

#if defined(__AVX2__)
typedef float swiftlet_m256 __attribute__((__vector_size__(32), __aligned__(32)));
typedef int swiftlet_m256i __attribute__((__vector_size__(32), __aligned__(32)));
SWIFTLET_INLINE void swiftlet_store_first_f32x8(float *destination, swiftlet_f32x8 x, int64_t count) {
    swiftlet_m256i lane = {0, 1, 2, 3, 4, 5, 6, 7};
    __builtin_ia32_maskstoreps256((swiftlet_m256 *)destination, (swiftlet_m256i)(lane < (int)count), (swiftlet_m256)x);
}
SWIFTLET_INLINE swiftlet_f32x8 swiftlet_load_first_f32x8(const float *source, int64_t count) {
    swiftlet_m256i lane = {0, 1, 2, 3, 4, 5, 6, 7};
    return (swiftlet_f32x8)__builtin_ia32_maskloadps256((const swiftlet_m256 *)source, (swiftlet_m256i)(lane < (int)count));
}
SWIFTLET_INLINE void swiftlet_interleave_f32x8(float *destination, swiftlet_f32x8 a, swiftlet_f32x8 b,
                                        int64_t count) {
    swiftlet_f32x8 low = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    swiftlet_f32x8 high = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
    swiftlet_store_first_f32x8(destination, low, 2 * count);
    if (2 * count > 8) swiftlet_store_first_f32x8(destination + 8, high, 2 * count - 8);
}
#endif

#if defined(__AVX512F__)
typedef float swiftlet_m512 __attribute__((__vector_size__(64), __aligned__(64)));
/// 1 / x for finite x ≥ 1, with a relative error below 2e-7: an estimate within 2^-14 and one step of Newton's method. For
/// kernels of bfloat16 the estimate alone is exact enough.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_reciprocal_f32x16(swiftlet_f32x16 x) {
    swiftlet_f32x16 estimate =
        (swiftlet_f32x16)__builtin_ia32_rcp14ps512_mask((swiftlet_m512)x, (swiftlet_m512){0}, 0xFFFF);
#if defined(__AVX512BF16__)
    return estimate;
#else
    return estimate * __builtin_elementwise_fma(-x, estimate, (swiftlet_f32x16)(2.0f));
#endif
}
/// Eight floats, in both halves.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_load_half_twice_f32x16(const float *source) {
    swiftlet_f32x8 half;
    __builtin_memcpy(&half, source, sizeof half);
    return __builtin_shufflevector(half, half, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
}
/// A mask of the upper half, opaque to the compiler: it turns a blend with a constant mask into a shuffle. Shuffles compete
/// with products for execution units, blends do not.
SWIFTLET_INLINE uint16_t swiftlet_upper_half_mask(void) {
    unsigned mask = 0xFF00;
    __asm__("" : "+r"(mask));
    return (uint16_t)mask;
}
/// `b` in the lanes that the mask selects, `a` in the others.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_blend_f32x16(swiftlet_f32x16 a, swiftlet_f32x16 b, uint16_t mask) {
    return (swiftlet_f32x16)__builtin_ia32_selectps_512(mask, (swiftlet_m512)b, (swiftlet_m512)a);
}
/// The upper half of `x`, in both halves.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_upper_half_f32x16(swiftlet_f32x16 x) {
    return __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}
SWIFTLET_INLINE void swiftlet_store_first_f32x16(float *destination, swiftlet_f32x16 x, int64_t count) {
    unsigned short mask = count >= 16 ? 0xFFFF : (unsigned short)((1u << count) - 1);
    __builtin_ia32_storeups512_mask(destination, (swiftlet_m512)x, mask);
}
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_load_first_f32x16(const float *source, int64_t count) {
    unsigned short mask = count >= 16 ? 0xFFFF : (unsigned short)((1u << count) - 1);
    return (swiftlet_f32x16)__builtin_ia32_loadups512_mask(source, (swiftlet_m512){0}, mask);
}
SWIFTLET_INLINE void swiftlet_interleave_f32x16(float *destination, swiftlet_f32x16 a, swiftlet_f32x16 b,
                                         int64_t count) {
    swiftlet_f32x16 low = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    swiftlet_f32x16 high = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    swiftlet_store_first_f32x16(destination, low, 2 * count);
    if (2 * count > 16) swiftlet_store_first_f32x16(destination + 16, high, 2 * count - 16);
}
#endif
