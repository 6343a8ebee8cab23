#pragma once

#include <stddef.h>
#include <stdint.h>

// The two passes of a resampling of one plane, and its last step. Samples are eightfold and signed, as
// jpeg_planes.h has them; weights have 14 bits after the point, and those of an output sample add up to one.

/// Writes `count` samples of an output row, each from one of as many rows as there are weights; 32-fold, so that the
/// rounding between the passes is a thirty-second of a level at most. `pairs` pairs of rows are read, a whole number of eights
/// of samples of each.
void calotype_plane_down(const int16_t *const *rows, const int16_t *weights, size_t pairs, size_t count, int16_t *target);

/// The same from rows of bytes, a level less 128 being 32 a sample.
void calotype_bytes_down(const uint8_t *const *rows, const int16_t *weights, size_t pairs, size_t count, int16_t *target);

/// Takes `count` pixels of three samples apart.
void calotype_split_colours(const int16_t *pixels, size_t count, int16_t *const targets[3]);

/// Writes `count` samples from a 32-fold row: output i from `8 * groups` samples from `firsts[i]` on, which may be beyond
/// the row's end where their weights are 0. `count` is a multiple of 4.
void calotype_plane_across(const int16_t *row, const int32_t *firsts, const int16_t *weights, size_t groups, size_t count,
                           int16_t *target);

/// What black, white and no colour are in bytes.
typedef enum calotype_levels {
  /// Of a JPEG: 0 to 255, brightness and colour alike.
  CALOTYPE_LEVELS_FULL = 0,
  /// Of a lossy WebP, and of video (ITU-R BT.601): brightness from 16 to 235, and 224 of colour about 128.
  CALOTYPE_LEVELS_VIDEO_LUMA = 1,
  CALOTYPE_LEVELS_VIDEO_COLOUR = 2,
} calotype_levels;

/// Rounds `count` samples to bytes, those out of range to the nearest. The target's step is 1 or any other.
void calotype_plane_bytes(const int16_t *samples, size_t count, calotype_levels levels, uint8_t *target, ptrdiff_t step);

/// The other way: makes eightfold samples of bytes, exact to a 2,000th.
void calotype_plane_widen(const uint8_t *bytes, size_t count, calotype_levels levels, int16_t *target);
