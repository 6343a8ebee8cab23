#include "hamming.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// Tests one hash after another from `start` on. Storing always and advancing only on a hit costs no branch, which
/// pays where hits are many; kernels that skip whole groups without a hit come here with the rest.
/// Inlined into each kernel, so that its bit count is compiled for that kernel's processor.
static inline __attribute__((always_inline)) size_t test_each(const uint64_t *hashes, size_t start, size_t end,
                                                              uint64_t query, uint32_t radius, uint32_t *positions,
                                                              size_t found) {
    for (size_t i = start; i < end; i++) {
        positions[found] = (uint32_t)i;
        found += (uint32_t)__builtin_popcountll(hashes[i] ^ query) <= radius;
    }
    return found;
}

static size_t within_portable(const uint64_t *hashes, size_t count, uint64_t query, uint32_t radius,
                              uint32_t *positions) {
    return test_each(hashes, 0, count, query, radius, positions, 0);
}

#if defined(__x86_64__)

__attribute__((target("popcnt"))) static size_t within_popcnt(const uint64_t *hashes, size_t count, uint64_t query,
                                                              uint32_t radius, uint32_t *positions) {
    return test_each(hashes, 0, count, query, radius, positions, 0);
}

/// Bits that are set in each of four 64-bit lanes: both nibbles of each byte are looked up, the bytes summed.
__attribute__((target("avx2"))) static inline __m256i count_bits_avx2(__m256i lanes) {
    const __m256i bits_of_nibble = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                                    0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i low_nibble = _mm256_set1_epi8(0x0f);
    const __m256i low = _mm256_and_si256(lanes, low_nibble);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi16(lanes, 4), low_nibble);
    const __m256i bytes =
        _mm256_add_epi8(_mm256_shuffle_epi8(bits_of_nibble, low), _mm256_shuffle_epi8(bits_of_nibble, high));
    return _mm256_sad_epu8(bytes, _mm256_setzero_si256());
}

__attribute__((target("avx2,popcnt"))) static size_t within_avx2(const uint64_t *hashes, size_t count, uint64_t query,
                                                                 uint32_t radius, uint32_t *positions) {
    const __m256i queries = _mm256_set1_epi64x((long long)query);
    // Counts go up to 64, so a larger radius means all the same.
    const __m256i bound = _mm256_set1_epi16((short)(radius < 64 ? radius : 64));
    size_t found = 0, i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m256i *group = (const __m256i *)(hashes + i);
        const __m256i a = count_bits_avx2(_mm256_xor_si256(_mm256_loadu_si256(group), queries));
        const __m256i b = count_bits_avx2(_mm256_xor_si256(_mm256_loadu_si256(group + 1), queries));
        const __m256i c = count_bits_avx2(_mm256_xor_si256(_mm256_loadu_si256(group + 2), queries));
        const __m256i d = count_bits_avx2(_mm256_xor_si256(_mm256_loadu_si256(group + 3), queries));
        // A count needs 16 of its lane's 64 bits: four vectors are compared as one.
        const __m256i ab = _mm256_or_si256(a, _mm256_slli_epi64(b, 16));
        const __m256i cd = _mm256_or_si256(_mm256_slli_epi64(c, 32), _mm256_slli_epi64(d, 48));
        const __m256i beyond = _mm256_cmpgt_epi16(_mm256_or_si256(ab, cd), bound);
        if (_mm256_movemask_epi8(beyond) == -1) continue;
        found = test_each(hashes, i, i + 16, query, radius, positions, found);
    }
    return test_each(hashes, i, count, query, radius, positions, found);
}

/// Which of eight hashes are within `radius`, a bit for each, the first in the lowest.
__attribute__((target("avx512f,avx512vpopcntdq"))) static inline uint32_t hits_avx512(const uint64_t *hashes,
                                                                                      __m512i query, __m512i radius) {
    const __m512i differing = _mm512_xor_si512(_mm512_loadu_si512(hashes), query);
    return _mm512_cmple_epu64_mask(_mm512_popcnt_epi64(differing), radius);
}

__attribute__((target("avx512f,avx512vpopcntdq,popcnt"))) static size_t within_avx512(const uint64_t *hashes,
                                                                                      size_t count, uint64_t query,
                                                                                      uint32_t radius,
                                                                                      uint32_t *positions) {
    const __m512i queries = _mm512_set1_epi64((long long)query);
    const __m512i bound = _mm512_set1_epi64((long long)radius);
    size_t found = 0, i = 0;
    for (; i + 32 <= count; i += 32) {
        uint32_t hits = hits_avx512(hashes + i, queries, bound) | hits_avx512(hashes + i + 8, queries, bound) << 8 |
                        hits_avx512(hashes + i + 16, queries, bound) << 16 |
                        hits_avx512(hashes + i + 24, queries, bound) << 24;
        for (; hits != 0; hits &= hits - 1) positions[found++] = (uint32_t)i + (uint32_t)__builtin_ctz(hits);
    }
    return test_each(hashes, i, count, query, radius, positions, found);
}

#endif

int hamming_best_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const int popcnt = __builtin_cpu_supports("popcnt");
    const int avx2 = popcnt && __builtin_cpu_supports("avx2");
    // These also ask whether the operating system keeps the wide registers.
    if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq")) return HAMMING_AVX512;
    if (avx2) return HAMMING_AVX2;
    if (popcnt) return HAMMING_POPCNT;
#endif
    return HAMMING_PORTABLE;
}

size_t hamming_within(int level, const uint64_t *hashes, size_t count, uint64_t query, uint32_t radius,
                      uint32_t *positions) {
    switch (level) {
#if defined(__x86_64__)
    case HAMMING_AVX512: return within_avx512(hashes, count, query, radius, positions);
    case HAMMING_AVX2: return within_avx2(hashes, count, query, radius, positions);
    case HAMMING_POPCNT: return within_popcnt(hashes, count, query, radius, positions);
#endif
    default: return within_portable(hashes, count, query, radius, positions);
    }
}
