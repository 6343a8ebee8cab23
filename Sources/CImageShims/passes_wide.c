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

#endif
