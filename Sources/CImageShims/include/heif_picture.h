#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec_failure.h"

// A HEIC or AVIF by libheif. It is C++ inside and may throw where memory is short, so what is thrown is caught on this
// side, and no Swift frame is ever unwound.
//
// Order of calls: open, exif and profile, decode, planes, close. After a failure only close may follow.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct calotype_heif calotype_heif;

typedef struct calotype_heif_info {
  /// Of the picture that the file opens with, as looked at: cut, turned and mirrored as the file asks.
  uint32_t width, height;
  bool has_alpha;
  /// What YCbCr means here; the matrix of ISO/IEC 23091-2, 2 where the file says nothing.
  int matrix;
  bool has_full_range;
  /// 0 where there is none.
  size_t exif_count, profile_count;
} calotype_heif_info;

typedef enum calotype_heif_layout {
  CALOTYPE_HEIF_RGB = 3,
  CALOTYPE_HEIF_RGBA = 4,
  /// Brightness, and two colour differences of half the resolution each way.
  CALOTYPE_HEIF_PLANES = 420,
} calotype_heif_layout;

/// Reads everything but the pixels. `bytes` has to outlive the handle. No picture in the file may have a longer side than
/// `longest_side`.
calotype_heif *calotype_heif_open(const uint8_t *bytes, size_t count, uint32_t longest_side, calotype_heif_info *info,
                                  calotype_failure *failure);

/// The EXIF block as the file has it, four bytes of offset first: `exif_count` bytes.
bool calotype_heif_exif(calotype_heif *heif, uint8_t *target);

/// The ICC profile: `profile_count` bytes.
bool calotype_heif_profile(calotype_heif *heif, uint8_t *target);

/// Decodes the picture whole, 8 bits a sample.
bool calotype_heif_decode(calotype_heif *heif, calotype_heif_layout layout, calotype_failure *failure);

/// Where a plane of it is (0, the only one of RGB and RGBA, to 2), with its size and the way from row to row; NULL for none.
const uint8_t *calotype_heif_plane(calotype_heif *heif, int plane, uint32_t *width, uint32_t *height, size_t *stride);

void calotype_heif_close(calotype_heif *heif);

#ifdef __cplusplus
}
#endif
