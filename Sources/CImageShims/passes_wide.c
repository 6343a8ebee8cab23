#include "passes_wide.h"

#include "plane_shifts.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define WIDE __attribute__((target("avx2")))

bool calotype_has_wide_passes(void) { return __builtin_cpu_supports("avx2"); }

/// Two weights beside each other, eight times.
WIDE static inline __m256i twins(const int16_t *weights) {
  int both;
  memcpy(&both, weights, sizeof both);
  return _mm256_set1_epi32(both);
}

/// Sums of pairs of rows, and what is made of them; unpacking and packing both work within halves, so that order is kept.
#define STEP(upper, lower)                                                                        \
  do {                                                                                            \
    const __m256i a = (upper), b = (lower);                                                       \
    low = _mm256_add_epi32(low, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), weight));          \
    high = _mm256_add_epi32(high, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), weight));        \
  } while (0)

WIDE size_t calotype_plane_down_wide(const int16_t *const *rows, const int16_t *weights, size_t pairs, size_t count,
                                     int16_t *target) {
  size_t at = 0;
  for (; at + 16 <= count; at += 16) {
    __m256i low = _mm256_set1_epi32(CALOTYPE_DOWN_ROUNDING), high = low;
    for (size_t pair = 0; pair < pairs; pair++) {
      const __m256i weight = twins(weights + 2 * pair);
      STEP(_mm256_loadu_si256((const __m256i *)(rows[2 * pair] + at)), _mm256_loadu_si256((const __m256i *)(rows[2 * pair + 1] + at)));
    }
    const __m256i made = _mm256_packs_epi32(_mm256_srai_epi32(low, CALOTYPE_DOWN_SHIFT), _mm256_srai_epi32(high, CALOTYPE_DOWN_SHIFT));
    _mm256_storeu_si256((__m256i *)(target + at), made);
  }
  return at;
}

WIDE size_t calotype_bytes_down_wide(const uint8_t *const *rows, const int16_t *weights, size_t pairs, size_t count,
                                     int16_t *target) {
  size_t at = 0;
  for (; at + 16 <= count; at += 16) {
    __m256i low = _mm256_set1_epi32(CALOTYPE_BYTES_DOWN_ROUNDING), high = low;
    for (size_t pair = 0; pair < pairs; pair++) {
      const __m256i weight = twins(weights + 2 * pair);
      STEP(_mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(rows[2 * pair] + at))),
           _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(rows[2 * pair + 1] + at))));
    }
    const __m256i made =
      _mm256_packs_epi32(_mm256_srai_epi32(low, CALOTYPE_BYTES_DOWN_SHIFT), _mm256_srai_epi32(high, CALOTYPE_BYTES_DOWN_SHIFT));
    _mm256_storeu_si256((__m256i *)(target + at), made);
  }
  return at;
}

/// Products of eight times `groups` samples and weights, as eight sums.
WIDE static inline __m256i dot(const int16_t *row, const int16_t *weights, size_t groups) {
  __m256i sums = _mm256_setzero_si256();
  size_t group = 0;
  for (; group + 2 <= groups; group += 2)
    sums = _mm256_add_epi32(sums, _mm256_madd_epi16(_mm256_loadu_si256((const __m256i *)(row + 8 * group)),
                                                    _mm256_loadu_si256((const __m256i *)(weights + 8 * group))));
  if (group < groups)
    sums = _mm256_add_epi32(sums, _mm256_zextsi128_si256(_mm_madd_epi16(_mm_loadu_si128((const __m128i *)(row + 8 * group)),
                                                                       _mm_loadu_si128((const __m128i *)(weights + 8 * group)))));
  return sums;
}

WIDE size_t calotype_plane_across_wide(const int16_t *row, const int32_t *firsts, const int16_t *weights, size_t groups,
                                       size_t count, int16_t *target) {
  size_t at = 0;
  for (; at + 4 <= count; at += 4, weights += 4 * 8 * groups) {
    const __m256i a = dot(row + firsts[at], weights, groups), b = dot(row + firsts[at + 1], weights + 8 * groups, groups),
                  c = dot(row + firsts[at + 2], weights + 16 * groups, groups),
                  d = dot(row + firsts[at + 3], weights + 24 * groups, groups);
    // The sums of four vectors' lanes, as lanes, of each half.
    const __m256i halves = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
    const __m128i sums = _mm_add_epi32(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1));
    const __m128i made = _mm_srai_epi32(_mm_add_epi32(sums, _mm_set1_epi32(1 << (CALOTYPE_ACROSS_SHIFT - 1))), CALOTYPE_ACROSS_SHIFT);
    _mm_storel_epi64((__m128i *)(target + at), _mm_packs_epi32(made, made));
  }
  return at;
}

#else

bool calotype_has_wide_passes(void) { return false; }

size_t calotype_plane_down_wide(const int16_t *const *rows, const int16_t *weights, size_t pairs, size_t count, int16_t *target) {
  (void)rows, (void)weights, (void)pairs, (void)count, (void)target;
  return 0;
}

size_t calotype_bytes_down_wide(const uint8_t *const *rows, const int16_t *weights, size_t pairs, size_t count, int16_t *target) {
  (void)rows, (void)weights, (void)pairs, (void)count, (void)target;
  return 0;
}

size_t calotype_plane_across_wide(const int16_t *row, const int32_t *firsts, const int16_t *weights, size_t groups, size_t count,
                                  int16_t *target) {
  (void)row, (void)firsts, (void)weights, (void)groups, (void)count, (void)target;
  return 0;
}

#endif
