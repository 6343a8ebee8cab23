#pragma once

#include <stddef.h>
#include <stdint.h>

/// Takes the lowest side² coefficients (side from 1 to 4) out of a row of blocks of 64 in natural order, multiplies them by their
/// quantisers, and puts them in order by position: `target[position * stride + block]`.
void calotype_gather_row(const int16_t *blocks, size_t count, const uint16_t quantisers[64], unsigned side, int16_t *target,
                         size_t stride);
