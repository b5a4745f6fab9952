// What kernels need and Swift cannot say: minimum and maximum as one instruction (the standard library's are out-of-line
// generic code), masked stores, the spin-wait hint, CPUID. Header only, every function inlined into its caller, so that
// each kernel module gets them compiled for its own instruction set.
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SWIFTLET_INLINE static inline __attribute__((always_inline))

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

// `sum + a · b`, rounded once. The standard library's goes lane by lane, and is put together again only as a rule.
#if defined(__FMA__)
SWIFTLET_INLINE swiftlet_f32x8 swiftlet_fma_f32x8(swiftlet_f32x8 sum, swiftlet_f32x8 a, swiftlet_f32x8 b) {
    return __builtin_elementwise_fma(a, b, sum);
}
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_fma_f32x16(swiftlet_f32x16 sum, swiftlet_f32x16 a, swiftlet_f32x16 b) {
    return __builtin_elementwise_fma(a, b, sum);
}
#endif

// Stores the first `count` lanes, from 1 to all of them.
SWIFTLET_INLINE void swiftlet_store_first_f32x4(float *destination, swiftlet_f32x4 x, int64_t count) {
    destination[0] = x[0];
    if (count > 1) destination[1] = x[1];
    if (count > 2) destination[2] = x[2];
    if (count > 3) destination[3] = x[3];
}

// Loads the first `count` lanes, from 1 to all of them, and zeros; reads nothing beyond them.
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

// Stores a₀ b₀ a₁ b₁ …, the first `count` pairs, from 1 to all of them.
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
/// 1 / x for finite x ≥ 1, within 2e-7 of its value: an estimate within 2^-14 and one step of Newton's method. Kernels of
/// bfloat16 have enough in the estimate.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_reciprocal_f32x16(swiftlet_f32x16 x) {
    swiftlet_f32x16 estimate =
        (swiftlet_f32x16)__builtin_ia32_rcp14ps512_mask((swiftlet_m512)x, (swiftlet_m512){0}, 0xFFFF);
#if defined(__AVX512BF16__)
    return estimate;
#else
    return estimate * __builtin_elementwise_fma(-x, estimate, (swiftlet_f32x16)(2.0f));
#endif
}
/// Eight floats, twice.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_load_half_twice_f32x16(const float *source) {
    swiftlet_f32x8 half;
    __builtin_memcpy(&half, source, sizeof half);
    return __builtin_shufflevector(half, half, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
}
/// Selects the upper half. Opaque to the compiler, which would make a shuffle of a blend by a constant; shuffles compete
/// with products for their units, blends do not.
SWIFTLET_INLINE uint16_t swiftlet_upper_half_mask(void) {
    unsigned mask = 0xFF00;
    __asm__("" : "+r"(mask));
    return (uint16_t)mask;
}
/// The lanes of `b` that the mask selects, the others of `a`.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_blend_f32x16(swiftlet_f32x16 a, swiftlet_f32x16 b, uint16_t mask) {
    return (swiftlet_f32x16)__builtin_ia32_selectps_512(mask, (swiftlet_m512)b, (swiftlet_m512)a);
}
/// The upper half in both halves.
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

#if defined(__AVX512BF16__)
typedef uint32_t swiftlet_u32x16 __attribute__((ext_vector_type(16)));
typedef uint16_t swiftlet_u16x16 __attribute__((ext_vector_type(16)));
typedef __bf16 swiftlet_v32bf __attribute__((__vector_size__(64), __aligned__(64)));
typedef __bf16 swiftlet_v16bf __attribute__((__vector_size__(32), __aligned__(32)));
typedef int swiftlet_v16si __attribute__((__vector_size__(64), __aligned__(64)));
typedef short swiftlet_v32hi __attribute__((__vector_size__(64), __aligned__(64)));
typedef short swiftlet_v16hi __attribute__((__vector_size__(32), __aligned__(32)));
typedef swiftlet_u16x16 swiftlet_u16x16_unaligned __attribute__((__aligned__(2)));
/// `sum` and the two products of each lane's pairs.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_dot_bf16x32(swiftlet_f32x16 sum, swiftlet_u32x16 a, swiftlet_u32x16 b) {
    return (swiftlet_f32x16)__builtin_ia32_dpbf16ps_512((swiftlet_m512)sum, (swiftlet_v32bf)a, (swiftlet_v32bf)b);
}
/// Of a pair in all lanes the first element in those with even numbers, the second in the others, as floats.
SWIFTLET_INLINE swiftlet_f32x16 swiftlet_alternate_bf16x16(swiftlet_u32x16 pair) {
    swiftlet_u32x16 shift = {16, 0, 16, 0, 16, 0, 16, 0, 16, 0, 16, 0, 16, 0, 16, 0};
    return (swiftlet_f32x16)((pair << shift) & 0xFFFF0000);
}
/// Eight pairs, twice.
SWIFTLET_INLINE swiftlet_u32x16 swiftlet_load_half_twice_u32x16(const uint16_t *source) {
    return (swiftlet_u32x16)swiftlet_load_half_twice_f32x16((const float *)source);
}
/// The lanes of `b` that the mask selects, the others of `a`.
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
/// The first `count` elements in pairs, zeros after them; reads no further than the last one's pair.
SWIFTLET_INLINE swiftlet_u32x16 swiftlet_load_first_bf16x32(const uint16_t *source, int64_t count) {
    unsigned short mask = (unsigned short)swiftlet_first_lanes((count + 1) >> 1);
    return (swiftlet_u32x16)__builtin_ia32_loaddqusi512_mask((const int *)source, (swiftlet_v16si){0}, mask);
}
/// Pairs of the elements with even (odd) numbers of two vectors: a₀ b₀, a₂ b₂ … (a₁ b₁, a₃ b₃ …).
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
/// Stores a₀ b₀ a₁ b₁ …, the first `count` elements.
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

// Sums of products of bytes, exact, for resampling pictures. All of SSE2, which every x86-64 has, and of NEON.
typedef uint8_t swiftlet_u8x16 __attribute__((ext_vector_type(16)));
typedef int16_t swiftlet_i16x8 __attribute__((ext_vector_type(8)));
typedef int32_t swiftlet_i32x4 __attribute__((ext_vector_type(4)));

/// a₀ b₀ a₁ b₁ … of the first eight.
SWIFTLET_INLINE swiftlet_u8x16 swiftlet_interleave_low_u8x16(swiftlet_u8x16 a, swiftlet_u8x16 b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
/// The same of the last eight.
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
/// Each number cut off at 0 and 255.
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
/// Four numbers cut off at 0 and 255, in the order of the bytes of an integer in memory.
SWIFTLET_INLINE uint32_t swiftlet_saturate_i32x4(swiftlet_i32x4 x) {
    swiftlet_u8x16 bytes = swiftlet_saturate_i32x16(x, x, x, x);
    uint32_t first;
    __builtin_memcpy(&first, &bytes, sizeof first);
    return first;
}

/// Asks for the cache line at `address`, which may be anywhere.
SWIFTLET_INLINE void swiftlet_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// Tells the core that it spins.
SWIFTLET_INLINE void swiftlet_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#if defined(__x86_64__)
#include <cpuid.h>

/// Which vector registers the operating system saves (XCR0), 0 where it says nothing.
SWIFTLET_INLINE uint64_t swiftlet_xcr0(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 27))) return 0;
    __asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
    return ((uint64_t)d << 32) | a;
}

/// AVX2 with FMA and F16C, usable.
SWIFTLET_INLINE int swiftlet_has_avx2(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if ((swiftlet_xcr0() & 0x6) != 0x6 || !__get_cpuid(1, &a, &b, &c, &d)) return 0;
    int fma = (c >> 12) & 1, f16c = (c >> 29) & 1;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    return fma && f16c && ((b >> 5) & 1);
}

/// AVX-512 F, VL, BW and DQ, usable.
SWIFTLET_INLINE int swiftlet_has_avx512(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!swiftlet_has_avx2() || (swiftlet_xcr0() & 0xE6) != 0xE6) return 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    unsigned needed = (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31);
    return (b & needed) == needed;
}

/// AVX-512 as above, and dot products of bfloat16.
SWIFTLET_INLINE int swiftlet_has_avx512_bf16(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!swiftlet_has_avx512() || !__get_cpuid_count(7, 1, &a, &b, &c, &d)) return 0;
    return (a >> 5) & 1;
}

/// The processor's vendor, 12 characters, and its signature: family, model and stepping. 0 where it does not say.
SWIFTLET_INLINE int swiftlet_processor(char *vendor, uint32_t *signature) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(0, &a, &b, &c, &d)) return 0;
    __builtin_memcpy(vendor, &b, 4);
    __builtin_memcpy(vendor + 4, &d, 4);
    __builtin_memcpy(vendor + 8, &c, 4);
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    *signature = a;
    return 1;
}
#else
SWIFTLET_INLINE int swiftlet_has_avx2(void) { return 0; }
SWIFTLET_INLINE int swiftlet_has_avx512(void) { return 0; }
SWIFTLET_INLINE int swiftlet_has_avx512_bf16(void) { return 0; }
SWIFTLET_INLINE int swiftlet_processor(char *vendor, uint32_t *signature) { return 0; }
#endif
