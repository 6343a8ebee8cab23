#pragma once

#include <stddef.h>
#include <stdint.h>

// The two passes of a resampling of one plane, and its last step. Samples are eightfold and signed, as
// jpeg_planes.h has them; weights have 14 bits after the point, and those of an output sample add up to one.

/// Writes `count` samples of an output row, each from one of as many rows as there are weights; 32-fold, so that the
/// rounding between the passes is a thirty-second of a level at most. `pairs` pairs of rows are read, a whole number of eights
/// of samples of each.
void calotype_plane_down(const int16_t *const *rows, const int16_t *weights, size_t pairs, size_t count, int16_t *target);

/// Writes `count` samples from a 32-fold row: output i from `8 * groups` samples from `firsts[i]` on, which may be beyond
/// the row's end where their weights are 0. `count` is a multiple of 4.
void calotype_plane_across(const int16_t *row, const int32_t *firsts, const int16_t *weights, size_t groups, size_t count,
                           int16_t *target);

/// Makes bytes eightfold samples: (byte - zero) · scale + bias, rounded. Exact to a 2,000th.
void calotype_plane_widen(const uint8_t *bytes, size_t count, int zero, double scale, int bias, int16_t *target);

/// Rounds `count` samples to bytes, those out of range to the nearest. The target's step is 1 or any other.
void calotype_plane_bytes(const int16_t *samples, size_t count, uint8_t *target, ptrdiff_t step);
