#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jpeg_rows.h"

// The planes of a JPEG at a fraction of its size, each at a fraction of its own: brightness and, where there is colour, its
// two differences at the resolution that they are stored in. Nothing is enlarged and no colour is converted.
//
// Order of calls: calotype_jpeg_open, describe, start, rows until there are none, close both (the planes first). After a
// failure, and once something irregular was found, only close may follow.

/// The sampling of a component against the others: 1 or 2 each way.
typedef struct calotype_plane_sampling {
  unsigned across, down;
} calotype_plane_sampling;

/// How many planes there are, 1 or 3; 0 where the picture is none of brightness alone or with two colour differences
/// in the usual samplings.
int calotype_jpeg_describe_planes(const calotype_jpeg *jpeg, calotype_plane_sampling samplings[3]);

typedef enum calotype_planes_progress {
  CALOTYPE_PLANES_FAILED = 0,
  CALOTYPE_PLANES_ROWS = 1,
  CALOTYPE_PLANES_DONE = 2,
  /// Out of the ordinary, and perhaps whole all the same: to be read again, carefully.
  CALOTYPE_PLANES_IRREGULAR = 3,
} calotype_planes_progress;

typedef struct calotype_plane_rows {
  /// Eight times a sample less 128, from the left; `stride` from row to row.
  const int16_t *samples;
  size_t stride;
  /// As many as were decoded: what is beyond the picture's last row and column among them.
  unsigned rows;
} calotype_plane_rows;

typedef struct calotype_planes calotype_planes;

/// Sets up decoding with component i at sides[i]/8 of its size, 1 to 4. `careful` reads by libjpeg, which holds all
/// coefficients, and is how pictures of several scans are read in any case; otherwise a decoder reads that is twice as fast
/// and takes nothing that is not perfectly regular.
calotype_planes *calotype_planes_start(calotype_jpeg *jpeg, const unsigned sides[3], bool careful, int scan_limit,
                                       calotype_failure *failure);

/// Decodes some rows of each plane. What they point at lasts until the next call.
calotype_planes_progress calotype_planes_next(calotype_planes *planes, calotype_plane_rows rows[3],
                                              calotype_failure *failure);

void calotype_planes_close(calotype_planes *planes);
