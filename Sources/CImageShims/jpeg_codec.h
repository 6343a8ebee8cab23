#pragma once

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

#include "jpeg_rows.h"

// What stands behind the handle of jpeg_rows.h, for the files that decode with it.

struct calotype_jpeg {
  // First, so that a callback's codec pointer is the whole's.
  struct jpeg_decompress_struct codec;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  const uint8_t *bytes;
  size_t count;
  int scan_limit;
  calotype_failure *failure;
};

/// Fills in the failure and jumps to `escape`.
void calotype_jpeg_give_up(calotype_jpeg *jpeg, calotype_failure_kind kind, const char *message);

/// From here on a file is given up at the scan after `scan_limit`.
void calotype_jpeg_limit_scans(calotype_jpeg *jpeg, int scan_limit);
