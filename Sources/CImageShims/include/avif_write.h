#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec_failure.h"

// An AVIF by libheif and the AV1 encoder that it finds. What they throw is caught on this side.

#ifdef __cplusplus
extern "C" {
#endif

/// Pixels, or planes as they are stored in a JPEG: full levels, the matrix of BT.601, the primaries and the curve of sRGB.
typedef struct calotype_avif_picture {
  uint32_t width, height;
  /// Brightness, and two colour differences of half the resolution each way, or none (NULL); or, for `has_pixels`, four bytes
  /// a pixel with straight alpha in the first. Rows are `stride` bytes apart.
  const uint8_t *planes[3];
  size_t strides[3];
  bool has_pixels;
  /// Of pixels: whether alpha says anything.
  bool has_alpha;
} calotype_avif_picture;

/// Returns what was written, to be freed, and fills `count`; or NULL and fills `failure`, which is `CALOTYPE_UNSUPPORTED` where
/// libheif finds no encoder.
///
/// `quality` is of 0 to 100, `speed` of 0 to 9 (libaom's, without loss of features above 6 for still pictures). On the thread
/// that asks.
uint8_t *calotype_avif_write(const calotype_avif_picture *picture, int quality, int speed, size_t *count,
                             calotype_failure *failure);

#ifdef __cplusplus
}
#endif
