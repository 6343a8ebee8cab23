#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec_failure.h"

// A JPEG from planes as they are stored in one: no colour is converted and nothing is made smaller on the way.

/// Brightness, and two colour differences of half the resolution each way, or none (NULL). Rows are `stride` bytes apart
/// and rounded up: those of brightness to whole 16 bytes and their number to whole sixteens, the others' to eights; what is
/// beyond the picture repeats its edge.
typedef struct calotype_jpeg_planes_to_write {
  uint32_t width, height;
  const uint8_t *planes[3];
  size_t strides[3];
} calotype_jpeg_planes_to_write;

/// Returns what was written, to be freed, and fills `count`; or NULL and fills `failure`.
uint8_t *calotype_jpeg_write(const calotype_jpeg_planes_to_write *picture, int quality, bool progressive, size_t *count,
                             calotype_failure *failure);
