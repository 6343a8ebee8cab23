#include "png_quick.h"

#include <stdlib.h>
#include <string.h>

#include <isa-l.h>

#include "png_filters.h"

struct calotype_png_quick {
  const uint8_t *bytes;
  size_t count;
  /// Where the chunk begins whose data are being unpacked, and where its data end.
  size_t chunk, chunk_end;
  struct inflate_state inflater;
  size_t row_bytes;
  unsigned channels;
  /// Unpacked rows, each behind the byte that names its filter; the first slot is the row before them, and each slot has
  /// room in front of its first pixel for the one to the left of it.
  uint8_t *unpacked;
  size_t unpacked_count, used;
  uint8_t *previous;
};

enum {
  /// Unpacked at a time: enough for the inflater to run, and less than the second cache.
  BATCH = 64 << 10,
};

static uint32_t big32(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/// Whether a whole chunk with a right checksum begins at `at`.
static bool is_sound(const calotype_png_quick *png, size_t at) {
  if (png->count < 12 || at > png->count - 12) return false;
  const size_t length = big32(png->bytes + at);
  if (length > png->count - at - 12) return false;
  return crc32_gzip_refl(0, png->bytes + at + 4, length + 4) == big32(png->bytes + at + 8 + length);
}

/// Makes the IDAT chunk at `at` the one in hand.
static bool take_chunk(calotype_png_quick *png, size_t at) {
  if (!is_sound(png, at) || memcmp(png->bytes + at + 4, "IDAT", 4) != 0) return false;
  png->chunk = at;
  png->inflater.next_in = (uint8_t *)png->bytes + at + 8;
  png->inflater.avail_in = big32(png->bytes + at);
  png->chunk_end = at + 8 + png->inflater.avail_in;
  return true;
}

calotype_png_quick *calotype_png_quick_open(const uint8_t *bytes, size_t count, size_t at, uint32_t width, unsigned channels) {
  calotype_png_quick *png = calloc(1, sizeof *png);
  if (!png) return NULL;
  png->bytes = bytes;
  png->count = count;
  png->channels = channels;
  png->row_bytes = (size_t)width * channels;
  png->unpacked = malloc(BATCH + png->row_bytes + 1);
  png->previous = calloc(1, png->row_bytes);
  isal_inflate_init(&png->inflater);
  png->inflater.crc_flag = ISAL_ZLIB;
  if (!png->unpacked || !png->previous || !take_chunk(png, at)) {
    calotype_png_quick_close(png);
    return NULL;
  }
  return png;
}

/// Unpacks until there is a whole row in hand.
static bool unpack(calotype_png_quick *png) {
  struct inflate_state *inflater = &png->inflater;
  memmove(png->unpacked, png->unpacked + png->used, png->unpacked_count - png->used);
  png->unpacked_count -= png->used;
  png->used = 0;
  const size_t room = BATCH + png->row_bytes + 1;
  while (png->unpacked_count < png->row_bytes + 1) {
    if (inflater->avail_in == 0 && inflater->block_state != ISAL_BLOCK_FINISH && !take_chunk(png, png->chunk_end + 4)) {
      return false;
    }
    inflater->next_out = png->unpacked + png->unpacked_count;
    inflater->avail_out = (uint32_t)(room - png->unpacked_count);
    if (isal_inflate(inflater) != ISAL_DECOMP_OK) return false;
    const size_t unpacked = room - inflater->avail_out;
    // Nothing came of what there was: it is at its end, or wants the next chunk.
    if (unpacked == png->unpacked_count && (inflater->block_state == ISAL_BLOCK_FINISH || inflater->avail_in > 0)) return false;
    png->unpacked_count = unpacked;
  }
  return true;
}

bool calotype_png_quick_row(calotype_png_quick *png, uint8_t *row) {
  if (png->unpacked_count - png->used < png->row_bytes + 1 && !unpack(png)) return false;
  const uint8_t *packed = png->unpacked + png->used;
  if (!calotype_png_unfilter(packed[0], packed + 1, png->previous, row, png->row_bytes, png->channels)) return false;
  memcpy(png->previous, row, png->row_bytes);
  png->used += png->row_bytes + 1;
  return true;
}

bool calotype_png_quick_is_whole(calotype_png_quick *png) {
  struct inflate_state *inflater = &png->inflater;
  // The last bytes of the stream, its checksum, may still be to come, and more pixels may not.
  uint8_t beyond;
  while (inflater->block_state != ISAL_BLOCK_FINISH) {
    if (inflater->avail_in == 0 && !take_chunk(png, png->chunk_end + 4)) return false;
    inflater->next_out = &beyond;
    inflater->avail_out = 1;
    if (isal_inflate(inflater) != ISAL_DECOMP_OK || inflater->avail_out == 0) return false;
  }
  if (inflater->avail_in > 0 || png->unpacked_count != png->used) return false;
  for (size_t at = png->chunk_end + 4; is_sound(png, at); at += 12 + big32(png->bytes + at)) {
    const uint8_t *name = png->bytes + at + 4;
    if (memcmp(name, "IEND", 4) == 0) return big32(png->bytes + at) == 0;
    // More pixels, or one of those that libpng has an opinion of wherever they stand.
    if (!(name[0] & 0x20)) return false;
  }
  return false;
}

void calotype_png_quick_close(calotype_png_quick *png) {
  if (!png) return;
  free(png->unpacked);
  free(png->previous);
  free(png);
}
