#include "plane_passes.h"

#include "lanes16.h"
#include "passes_wide.h"
#include "plane_shifts.h"

/// The same two weights for each of four pairs of samples.
INLINE i16x8 twins(const int16_t *weights) {
  int32_t both;
  memcpy(&both, weights, sizeof both);
  return (i16x8)(i32x4)both;
}

void calotype_plane_down(const int16_t *const *rows, const int16_t *weights, size_t pairs, size_t count, int16_t *target) {
  const i32x4 rounding = CALOTYPE_DOWN_ROUNDING;
  size_t at = calotype_has_wide_passes() ? calotype_plane_down_wide(rows, weights, pairs, count, target) : 0;
  for (; at < count; at += 8) {
    i32x4 low = rounding, high = rounding;
    for (size_t pair = 0; pair < pairs; pair++) {
      const i16x8 upper = load(rows[2 * pair] + at), lower = load(rows[2 * pair + 1] + at);
      const i16x8 weight = twins(weights + 2 * pair);
      low += dot_pairs(zip_low(upper, lower), weight);
      high += dot_pairs(zip_high(upper, lower), weight);
    }
    const i16x8 made = narrowed_pair(low >> CALOTYPE_DOWN_SHIFT, high >> CALOTYPE_DOWN_SHIFT);
    memcpy(target + at, &made, sizeof made);
  }
}

void calotype_bytes_down(const uint8_t *const *rows, const int16_t *weights, size_t pairs, size_t count, int16_t *target) {
  const i32x4 rounding = CALOTYPE_BYTES_DOWN_ROUNDING;
  size_t at = calotype_has_wide_passes() ? calotype_bytes_down_wide(rows, weights, pairs, count, target) : 0;
  for (; at < count; at += 8) {
    i32x4 low = rounding, high = rounding;
    for (size_t pair = 0; pair < pairs; pair++) {
      const i16x8 upper = load_bytes(rows[2 * pair] + at), lower = load_bytes(rows[2 * pair + 1] + at);
      const i16x8 weight = twins(weights + 2 * pair);
      low += dot_pairs(zip_low(upper, lower), weight);
      high += dot_pairs(zip_high(upper, lower), weight);
    }
    const i16x8 made = narrowed_pair(low >> CALOTYPE_BYTES_DOWN_SHIFT, high >> CALOTYPE_BYTES_DOWN_SHIFT);
    memcpy(target + at, &made, sizeof made);
  }
}

void calotype_split_colours(const int16_t *pixels, size_t count, int16_t *const targets[3]) {
  int16_t *first = targets[0], *second = targets[1], *third = targets[2];
  for (size_t at = 0; at < count; at++) {
    first[at] = pixels[3 * at];
    second[at] = pixels[3 * at + 1];
    third[at] = pixels[3 * at + 2];
  }
}

INLINE i32x4 dot(const int16_t *row, const int16_t *weights, size_t groups) {
  i32x4 sums = dot_pairs(load(row), load(weights));
  for (size_t group = 1; group < groups; group++) sums += dot_pairs(load(row + 8 * group), load(weights + 8 * group));
  return sums;
}

void calotype_plane_across(const int16_t *row, const int32_t *firsts, const int16_t *weights, size_t groups, size_t count,
                           int16_t *target) {
  size_t at = calotype_has_wide_passes() ? calotype_plane_across_wide(row, firsts, weights, groups, count, target) : 0;
  for (weights += at * 8 * groups; at < count; at += 4, weights += 4 * 8 * groups) {
    const i32x4 a = dot(row + firsts[at], weights, groups), b = dot(row + firsts[at + 1], weights + 8 * groups, groups),
                c = dot(row + firsts[at + 2], weights + 16 * groups, groups),
                d = dot(row + firsts[at + 3], weights + 24 * groups, groups);
    // The sums of four vectors' lanes, as lanes.
    const i32x4 ab = __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const i32x4 cd = __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
    const i32x4 sums = __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    const i16x4 made = narrowed((sums + (1 << (CALOTYPE_ACROSS_SHIFT - 1))) >> CALOTYPE_ACROSS_SHIFT);
    memcpy(target + at, &made, sizeof made);
  }
}

/// How much of a JPEG's 255 levels black to white, or one colour to its opposite, takes up.
static double range_of(calotype_levels levels) {
  switch (levels) {
    case CALOTYPE_LEVELS_VIDEO_LUMA: return 219 / 255.0;
    case CALOTYPE_LEVELS_VIDEO_COLOUR: return 224 / 255.0;
    default: return 1;
  }
}

/// What a JPEG's level of 128 is.
static double middle_of(calotype_levels levels) {
  return levels == CALOTYPE_LEVELS_VIDEO_LUMA ? 16 + 128 * range_of(levels) : 128;
}

INLINE uint8_t byte(int16_t sample, int scale, int zero) {
  const int value = (sample * scale + zero) >> 15;
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

void calotype_plane_bytes(const int16_t *samples, size_t count, calotype_levels levels, uint8_t *target, ptrdiff_t step) {
  // A sample is eight times a level less 128, so that a whole level is 2¹² here.
  const int scale = (int)(range_of(levels) * (1 << 12) + 0.5), zero = (int)((middle_of(levels) + 0.5) * (1 << 15));
  if (step == 1) {
    for (size_t at = 0; at < count; at++) target[at] = byte(samples[at], scale, zero);
  } else {
    for (size_t at = 0; at < count; at++, target += step) *target = byte(samples[at], scale, zero);
  }
}

void calotype_plane_widen(const uint8_t *bytes, size_t count, calotype_levels levels, int16_t *target) {
  const double scale = 8 / range_of(levels) * (1 << 12);
  const int factor = (int)(scale + 0.5), offset = (1 << 11) - (int)(middle_of(levels) * scale + 0.5);
  for (size_t at = 0; at < count; at++) target[at] = (int16_t)((bytes[at] * factor + offset) >> 12);
}
