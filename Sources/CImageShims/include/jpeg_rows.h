#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec_failure.h"

// A JPEG, row by row. libjpeg reports an error by calling back and expects the callback never to return, so
// setjmp and longjmp stay on this side: every function returns normally, and no Swift frame is ever jumped over.
//
// Order of calls: open, start, row × height, finish, close. After a failure only close may follow.

typedef struct calotype_jpeg calotype_jpeg;

typedef enum calotype_jpeg_layout {
  CALOTYPE_JPEG_GRAY = 1,
  CALOTYPE_JPEG_RGB = 3,
  /// Four bytes a pixel, 255 for no ink.
  CALOTYPE_JPEG_CMYK = 4,
} calotype_jpeg_layout;

typedef struct calotype_jpeg_info {
  uint32_t width, height;
  calotype_jpeg_layout layout;
} calotype_jpeg_info;

/// Reads the header. `bytes` has to outlive the handle. Returns NULL and fills `failure` where that fails.
calotype_jpeg *calotype_jpeg_open(const uint8_t *bytes, size_t count, calotype_jpeg_info *info,
                                  calotype_failure *failure);

/// Sets up decoding at 1/`denominator` (1, 2, 4 or 8) of the size and says what size the rows will have. A file of
/// several scans is read whole here, and is given up at the scan after `scan_limit`.
bool calotype_jpeg_start(calotype_jpeg *jpeg, unsigned denominator, int scan_limit, uint32_t *width,
                         uint32_t *height, calotype_failure *failure);

/// Writes the next row: `width` times as many bytes as the layout has.
bool calotype_jpeg_row(calotype_jpeg *jpeg, uint8_t *row, calotype_failure *failure);

/// Reads on to the end of the image. Bytes after it are nobody's business.
bool calotype_jpeg_finish(calotype_jpeg *jpeg, calotype_failure *failure);

void calotype_jpeg_close(calotype_jpeg *jpeg);
