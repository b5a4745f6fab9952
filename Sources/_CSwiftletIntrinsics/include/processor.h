// The processor: prefetching, the spin-wait hint, and the instruction sets that it offers (CPUID).
#pragma once

#include "inline.h"

/// Prefetches the cache line at `address`. Any address is allowed, even an invalid one.
SWIFTLET_INLINE void swiftlet_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// Tells the core that the thread spins.
SWIFTLET_INLINE void swiftlet_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#if defined(__x86_64__)
#include <cpuid.h>

/// The vector registers that the operating system saves (XCR0); 0 if it does not tell.
SWIFTLET_INLINE uint64_t swiftlet_xcr0(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 27))) return 0;
    __asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
    return ((uint64_t)d << 32) | a;
}

/// Whether AVX2, FMA and F16C can be used.
SWIFTLET_INLINE int swiftlet_has_avx2(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if ((swiftlet_xcr0() & 0x6) != 0x6 || !__get_cpuid(1, &a, &b, &c, &d)) return 0;
    int fma = (c >> 12) & 1, f16c = (c >> 29) & 1;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    return fma && f16c && ((b >> 5) & 1);
}

/// Whether AVX-512 F, VL, BW and DQ can be used.
SWIFTLET_INLINE int swiftlet_has_avx512(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!swiftlet_has_avx2() || (swiftlet_xcr0() & 0xE6) != 0xE6) return 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    unsigned needed = (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31);
    return (b & needed) == needed;
}

/// Whether AVX-512 as above and its dot products of bfloat16 can be used.
SWIFTLET_INLINE int swiftlet_has_avx512_bf16(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!swiftlet_has_avx512() || !__get_cpuid_count(7, 1, &a, &b, &c, &d)) return 0;
    return (a >> 5) & 1;
}

/// Writes the processor's vendor, 12 characters, and its signature: family, model and stepping. Returns 0 if it does not tell.
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
