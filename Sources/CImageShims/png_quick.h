#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Rows of a PNG of the plainest kind, twice as fast as zlib and libpng: eight bits a sample, no palette, no transparency by key,
// not interlaced. Anything out of the ordinary is left to libpng: a file that this refuses may well be whole, one that it
// takes is.

typedef struct calotype_png_quick calotype_png_quick;

/// `at` is where the first IDAT chunk begins; `channels` is 1 to 4. NULL where there is no memory for it.
calotype_png_quick *calotype_png_quick_open(const uint8_t *bytes, size_t count, size_t at, uint32_t width, unsigned channels);

/// Writes the next row. False where something is out of the ordinary.
bool calotype_png_quick_row(calotype_png_quick *png, uint8_t *row);

/// Once all rows are read: whether the file ends as it should, with all checksums right.
bool calotype_png_quick_is_whole(calotype_png_quick *png);

void calotype_png_quick_close(calotype_png_quick *png);
