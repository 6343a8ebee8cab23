#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Takes a PNG filter (0…4) back: `count` bytes of a row from what was stored and the row above. False for another filter.
/// `channels` is bytes a pixel, 1 to 4. None of the three overlap.
bool calotype_png_unfilter(unsigned filter, const uint8_t *stored, const uint8_t *above, uint8_t *row, size_t count,
                           unsigned channels);
