#pragma once

#include <stddef.h>
#include <stdint.h>

// Coefficients to samples at 1/8 to 4/8 of a picture's size: an inverse cosine transform with as many points as a
// block has samples left, of its lowest coefficients. (The means of pixels that libjpeg-turbo takes at these sizes keep a
// part of what is above the small picture's Nyquist frequency, as aliases, and flatten what is below it.)

/// Writes `side` rows (1 to 4) of `blocks * side` samples, `stride` of them apart: eight times a sample less 128, not
/// clipped. Coefficients are laid out as in `calotype_scan_component`. `blocks` is a multiple of 8.
void calotype_idct_row(const int16_t *coefficients, size_t coefficient_stride, unsigned side, size_t blocks,
                       int16_t *samples, size_t stride);
