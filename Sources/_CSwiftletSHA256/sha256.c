#include "sha256.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

int swiftlet_has_sha256(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    unsigned needed = (1u << 9) | (1u << 19);  // SSSE3, SSE4.1
    if ((c & needed) != needed || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    return (b >> 29) & 1;
}

__attribute__((target("sha,sse4.1,ssse3"))) void swiftlet_sha256(uint32_t *state, const void *blocks, size_t count,
                                                                 const uint32_t *constants) {
    const __m128i bigEndian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    // The instructions take the words as (f, e, b, a) and (h, g, d, c), the lowest first.
    __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
    __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
    __m128i feba = _mm_alignr_epi8(low, high, 8), hgdc = _mm_blend_epi16(high, low, 0xF0);

    const uint8_t *bytes = blocks;
    for (; count > 0; count--, bytes += 64) {
        __m128i w[4], before = feba, below = hgdc;
#pragma clang loop unroll(full)
        for (int i = 0; i < 16; i++) {
            if (i < 4) {
                w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)bytes + i), bigEndian);
            } else {
                __m128i last = w[(i + 3) % 4];
                __m128i seven = _mm_alignr_epi8(last, w[(i + 2) % 4], 4);
                __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[i % 4], w[(i + 1) % 4]), seven);
                w[i % 4] = _mm_sha256msg2_epu32(sum, last);
            }
            // Four rounds.
            __m128i words = _mm_add_epi32(w[i % 4], _mm_loadu_si128((const __m128i *)constants + i));
            hgdc = _mm_sha256rnds2_epu32(hgdc, feba, words);
            feba = _mm_sha256rnds2_epu32(feba, hgdc, _mm_shuffle_epi32(words, 0x0E));
        }
        feba = _mm_add_epi32(feba, before);
        hgdc = _mm_add_epi32(hgdc, below);
    }

    low = _mm_shuffle_epi32(feba, 0x1B);
    high = _mm_shuffle_epi32(hgdc, 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}
#else
int swiftlet_has_sha256(void) { return 0; }
void swiftlet_sha256(uint32_t *state, const void *blocks, size_t count, const uint32_t *constants) {
    (void)state, (void)blocks, (void)count, (void)constants;
    __builtin_trap();
}
#endif
