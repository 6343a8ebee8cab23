#pragma once

#include <stdio.h>

#include <libheif/heif.h>

#include "codec_failure.h"

// What went wrong in libheif, in the words that all codecs have. For C++.

static bool describe(calotype_failure *failure, calotype_failure_kind kind, const char *message) {
  failure->kind = kind;
  snprintf(failure->message, sizeof failure->message, "%s", message);
  return false;
}

/// False, with what went wrong, for anything but success.
static bool succeeded(heif_error error, calotype_failure *failure) {
  switch (error.code) {
    case heif_error_Ok: return true;
    case heif_error_Unsupported_filetype:
    case heif_error_Unsupported_feature: return describe(failure, CALOTYPE_UNSUPPORTED, error.message);
    case heif_error_Memory_allocation_error:
      // libheif counts its own limits among these. They are the file's doing.
      if (error.subcode != heif_suberror_Security_limit_exceeded) return describe(failure, CALOTYPE_OUT_OF_MEMORY, error.message);
      return describe(failure, CALOTYPE_DAMAGED, error.message);
    default: return describe(failure, CALOTYPE_DAMAGED, error.message);
  }
}

/// What libheif throws is want of memory, whatever its name.
template <typename Work>
static bool guarded(calotype_failure *failure, Work work) {
  try {
    return work();
  } catch (...) {
    return describe(failure, CALOTYPE_OUT_OF_MEMORY, "libheif has thrown");
  }
}
