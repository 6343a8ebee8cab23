#include "png_rows.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "png_quick.h"

struct calotype_png {
  png_structp codec;
  png_infop info;
  const uint8_t *bytes;
  size_t count;
  size_t read;
  uint32_t row, height;
  size_t row_bytes;
  /// Interlaced pictures only: all rows, filled at the first.
  uint8_t *whole;
  bool is_interlaced;
  /// Reads the rows in libpng's place for as long as nothing is out of the ordinary.
  calotype_png_quick *quick;
  calotype_failure *failure;
};

static void describe(const calotype_png *png, calotype_failure_kind kind, const char *message) {
  calotype_failure *failure = png->failure;
  failure->kind = kind;
  failure->row = png->row;
  failure->byte = (int64_t)png->read;
  snprintf(failure->message, sizeof failure->message, "%s", message);
}

static void on_error(png_structp codec, png_const_charp message) {
  describe(png_get_error_ptr(codec), CALOTYPE_DAMAGED, message);
  png_longjmp(codec, 1);
}

/// What libpng only warns of touches no pixel: a broken chunk that is not critical is left out.
static void on_warning(png_structp codec, png_const_charp message) {
  (void)codec;
  (void)message;
}

static void on_read(png_structp codec, png_bytep out, size_t wanted) {
  calotype_png *png = png_get_io_ptr(codec);
  if (wanted > png->count - png->read) {
    png->read = png->count;
    png_error(codec, "the file ends too soon");
  }
  memcpy(out, png->bytes + png->read, wanted);
  png->read += wanted;
}

static void set_limits(calotype_png *png, size_t metadata_limit) {
  png_set_chunk_malloc_max(png->codec, metadata_limit);
  png_set_chunk_cache_max(png->codec, 64);
  // Nobody here reads text, so that nobody shall unpack it. eXIf is found by its offset, without libpng.
  static const png_byte skipped[] = "tEXt\0zTXt\0iTXt\0sPLT\0hIST\0eXIf";
  png_set_keep_unknown_chunks(png->codec, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_set_keep_unknown_chunks(png->codec, PNG_HANDLE_CHUNK_NEVER, skipped, 6);
}

static void set_transforms(calotype_png *png, bool as_stored, calotype_png_info *info) {
  const int color = png_get_color_type(png->codec, png->info);
  const int depth = png_get_bit_depth(png->codec, png->info);
  const bool keeps_depth = as_stored && depth == 16 && color == PNG_COLOR_TYPE_GRAY;

  if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png->codec);
  if (color == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(png->codec);
  if (depth == 16 && !keeps_depth) png_set_strip_16(png->codec);
  const bool has_key = !as_stored && png_get_valid(png->codec, png->info, PNG_INFO_tRNS);
  if (has_key) png_set_tRNS_to_alpha(png->codec);
  const bool has_alpha = has_key || (color & PNG_COLOR_MASK_ALPHA);
  if (!(color & PNG_COLOR_MASK_COLOR) && has_alpha) png_set_gray_to_rgb(png->codec);
  png->is_interlaced = png_get_interlace_type(png->codec, png->info) != PNG_INTERLACE_NONE;
  png_set_interlace_handling(png->codec);
  png_read_update_info(png->codec, png->info);

  info->channels = png_get_channels(png->codec, png->info);
  info->bytes_per_sample = keeps_depth ? 2 : 1;
  // Where rows come as they are stored, libpng has nothing to add to them. It has read up to the first data.
  if (depth == 8 && color != PNG_COLOR_TYPE_PALETTE && color != PNG_COLOR_TYPE_GRAY_ALPHA && !png->is_interlaced
      && !png_get_valid(png->codec, png->info, PNG_INFO_tRNS) && png->read >= 8) {
    png->quick = calotype_png_quick_open(png->bytes, png->count, png->read - 8, info->width, (unsigned)info->channels);
  }
}

static void find_profile(calotype_png *png, calotype_png_info *info) {
  png_charp name;
  int method;
  png_bytep profile;
  png_uint_32 count;
  if (png_get_iCCP(png->codec, png->info, &name, &method, &profile, &count)) {
    info->profile = profile;
    info->profile_count = count;
  }
}

/// Leaves it to libpng, which is given the rows again that have been read.
static void go_carefully(calotype_png *png, uint8_t *row) {
  calotype_png_quick_close(png->quick);
  png->quick = NULL;
  for (uint32_t again = 0; again < png->row; again++) png_read_row(png->codec, row, NULL);
}

calotype_png *calotype_png_open(const uint8_t *bytes, size_t count, size_t metadata_limit, bool as_stored,
                                calotype_png_info *info, calotype_failure *failure) {
  calotype_png *png = calloc(1, sizeof *png);
  if (!png) {
    failure->kind = CALOTYPE_OUT_OF_MEMORY;
    return NULL;
  }
  png->bytes = bytes;
  png->count = count;
  png->failure = failure;
  png->codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, png, on_error, on_warning);
  png->info = png->codec ? png_create_info_struct(png->codec) : NULL;
  if (!png->info) {
    describe(png, CALOTYPE_OUT_OF_MEMORY, "no memory for libpng");
    calotype_png_close(png);
    return NULL;
  }
  if (setjmp(png_jmpbuf(png->codec))) {
    calotype_png_close(png);
    return NULL;
  }
  png_set_read_fn(png->codec, png, on_read);
  set_limits(png, metadata_limit);
  png_read_info(png->codec, png->info);
  memset(info, 0, sizeof *info);
  info->width = png_get_image_width(png->codec, png->info);
  info->height = png_get_image_height(png->codec, png->info);
  set_transforms(png, as_stored, info);
  find_profile(png, info);
  png->height = info->height;
  png->row_bytes = png_get_rowbytes(png->codec, png->info);
  if (png->row_bytes != (size_t)info->width * (size_t)info->channels * (size_t)info->bytes_per_sample) {
    png_error(png->codec, "rows of an unexpected length");
  }
  return png;
}

/// Interlacing spreads each row over up to seven passes, so that there is no first row before the last pass.
static void read_whole(calotype_png *png) {
  // The caller has judged the size; the product can't overflow for what a PNG header can say.
  png->whole = calloc(png->height, png->row_bytes);
  if (!png->whole) {
    describe(png, CALOTYPE_OUT_OF_MEMORY, "no memory for an interlaced picture");
    png_longjmp(png->codec, 1);
  }
  for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++) {
    for (uint32_t row = 0; row < png->height; row++) {
      png_read_row(png->codec, png->whole + (size_t)row * png->row_bytes, NULL);
    }
  }
}

bool calotype_png_row(calotype_png *png, uint8_t *row, calotype_failure *failure) {
  png->failure = failure;
  if (setjmp(png_jmpbuf(png->codec))) return false;
  if (png->row >= png->height) png_error(png->codec, "no more rows");
  if (png->is_interlaced) {
    if (!png->whole) read_whole(png);
    memcpy(row, png->whole + (size_t)png->row * png->row_bytes, png->row_bytes);
  } else if (!png->quick || !calotype_png_quick_row(png->quick, row)) {
    if (png->quick) go_carefully(png, row);
    png_read_row(png->codec, row, NULL);
  }
  png->row++;
  return true;
}

bool calotype_png_finish(calotype_png *png, calotype_failure *failure) {
  png->failure = failure;
  if (png->quick && png->row == png->height && calotype_png_quick_is_whole(png->quick)) return true;
  // Nobody wants this row any more.
  uint8_t *row = malloc(png->row_bytes);
  if (!row) {
    describe(png, CALOTYPE_OUT_OF_MEMORY, "no memory for a row");
    return false;
  }
  const bool failed = setjmp(png_jmpbuf(png->codec));
  if (!failed) {
    if (png->quick) go_carefully(png, row);
    png_read_end(png->codec, NULL);
  }
  free(row);
  return !failed;
}

void calotype_png_close(calotype_png *png) {
  calotype_png_quick_close(png->quick);
  png_destroy_read_struct(&png->codec, &png->info, NULL);
  free(png->whole);
  free(png);
}
