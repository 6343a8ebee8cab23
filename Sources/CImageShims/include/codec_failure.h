#pragma once

#include <stdint.h>

/// Who can act on a failure.
typedef enum calotype_failure_kind {
  /// The bytes are not what the format says they are, or they stop too soon.
  CALOTYPE_DAMAGED = 1,
  /// The bytes may well be right, but they use a part of the format that the codec does not do.
  CALOTYPE_UNSUPPORTED = 2,
  /// More scans than were allowed: a file made to burn time.
  CALOTYPE_TOO_MANY_SCANS = 3,
  /// The machine had no memory for it.
  CALOTYPE_OUT_OF_MEMORY = 4,
} calotype_failure_kind;

/// What went wrong, in the codec's own words, and where it had got to.
typedef struct calotype_failure {
  calotype_failure_kind kind;
  /// Rows handed up before it happened.
  int64_t row;
  /// Bytes of the file read by then.
  int64_t byte;
  /// Ends in a NUL.
  char message[200];
} calotype_failure;
