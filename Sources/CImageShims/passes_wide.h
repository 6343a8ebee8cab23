#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The passes of plane_passes.h in vectors of 32 bytes, for processors with AVX2. They give the same to the bit.

/// Whether there are such on this processor, and the functions below may be called.
bool calotype_has_wide_passes(void);

/// `calotype_plane_down` for as many whole sixteens as `count` has. Returns how many samples it has made.
size_t calotype_plane_down_wide(const int16_t *const *rows, const int16_t *weights, size_t pairs, size_t count, int16_t *target);

/// `calotype_bytes_down`, likewise.
size_t calotype_bytes_down_wide(const uint8_t *const *rows, const int16_t *weights, size_t pairs, size_t count, int16_t *target);

/// `calotype_plane_across` of all samples. Returns how many it has made.
size_t calotype_plane_across_wide(const int16_t *row, const int32_t *firsts, const int16_t *weights, size_t groups, size_t count,
                                  int16_t *target);
