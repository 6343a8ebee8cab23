#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec_failure.h"

// A PNG, row by row, with setjmp kept on this side as in jpeg_rows.h. Order of calls: open, row × height, finish,
// close. After a failure only close may follow.

typedef struct calotype_png calotype_png;

typedef struct calotype_png_info {
  uint32_t width, height;
  /// 1 gray, 3 RGB, 4 RGB and straight alpha.
  int channels;
  /// 1, or 2 where gray of 16 bits was asked for as stored: big-endian then.
  int bytes_per_sample;
  /// The ICC profile, NULL where there is none that libpng takes for one. Lives as long as the handle.
  const uint8_t *profile;
  size_t profile_count;
} calotype_png_info;

/// Reads all chunks before the pixels. `bytes` has to outlive the handle; no chunk may unfold to more than
/// `metadata_limit` bytes. `as_stored` leaves transparency by key (tRNS) aside and gray of 16 bits whole; otherwise
/// every sample is its high byte and tRNS becomes alpha.
calotype_png *calotype_png_open(const uint8_t *bytes, size_t count, size_t metadata_limit, bool as_stored,
                                calotype_png_info *info, calotype_failure *failure);

/// Writes the next row. An interlaced picture is decoded whole at the first.
bool calotype_png_row(calotype_png *png, uint8_t *row, calotype_failure *failure);

/// Reads on to the end of the file, whose checksums have to be right.
bool calotype_png_finish(calotype_png *png, calotype_failure *failure);

void calotype_png_close(calotype_png *png);
