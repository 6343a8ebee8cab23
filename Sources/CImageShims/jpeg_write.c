#include "jpeg_write.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

typedef struct writer {
  // First, so that a callback's codec pointer is the whole's.
  struct jpeg_compress_struct codec;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  calotype_failure *failure;
  unsigned char *bytes;
  unsigned long count;
} writer;

static void on_error(j_common_ptr codec) {
  writer *jpeg = (writer *)codec;
  char message[JMSG_LENGTH_MAX];
  jpeg->errors.format_message(codec, message);
  jpeg->failure->kind = CALOTYPE_OUT_OF_MEMORY;
  snprintf(jpeg->failure->message, sizeof jpeg->failure->message, "%s", message);
  longjmp(jpeg->escape, 1);
}

static void on_message(j_common_ptr codec, int level) {
  (void)codec;
  (void)level;
}

uint8_t *calotype_jpeg_write(const calotype_jpeg_planes_to_write *picture, int quality, bool progressive, size_t *count,
                             calotype_failure *failure) {
  const bool is_gray = !picture->planes[1];
  writer *jpeg = calloc(1, sizeof *jpeg);
  if (!jpeg) {
    failure->kind = CALOTYPE_OUT_OF_MEMORY;
    return NULL;
  }
  jpeg->failure = failure;
  jpeg->codec.err = jpeg_std_error(&jpeg->errors);
  jpeg->errors.error_exit = on_error;
  jpeg->errors.emit_message = on_message;
  if (setjmp(jpeg->escape)) {
    jpeg_destroy_compress(&jpeg->codec);
    free(jpeg->bytes);
    free(jpeg);
    return NULL;
  }
  jpeg_create_compress(&jpeg->codec);
  jpeg_mem_dest(&jpeg->codec, &jpeg->bytes, &jpeg->count);
  jpeg->codec.image_width = picture->width;
  jpeg->codec.image_height = picture->height;
  jpeg->codec.input_components = is_gray ? 1 : 3;
  jpeg->codec.in_color_space = is_gray ? JCS_GRAYSCALE : JCS_YCbCr;
  // Twice the resolution for brightness is libjpeg's default, and its slow transform the exact one.
  jpeg_set_defaults(&jpeg->codec);
  jpeg_set_quality(&jpeg->codec, quality, TRUE);
  if (progressive) jpeg_simple_progression(&jpeg->codec);
  jpeg->codec.raw_data_in = TRUE;
  jpeg_start_compress(&jpeg->codec, TRUE);
  const unsigned lines = is_gray ? 8 : 16;
  while (jpeg->codec.next_scanline < picture->height) {
    JSAMPROW rows[3][16];
    JSAMPARRAY planes[3] = {rows[0], rows[1], rows[2]};
    for (int plane = 0; plane < jpeg->codec.num_components; plane++) {
      const unsigned down = plane == 0 ? lines : 8;
      const size_t first = jpeg->codec.next_scanline / lines * down;
      for (unsigned row = 0; row < down; row++) {
        // libjpeg reads from them only.
        rows[plane][row] = (JSAMPROW)(picture->planes[plane] + (first + row) * picture->strides[plane]);
      }
    }
    jpeg_write_raw_data(&jpeg->codec, planes, lines);
  }
  jpeg_finish_compress(&jpeg->codec);
  uint8_t *bytes = jpeg->bytes;
  *count = jpeg->count;
  jpeg_destroy_compress(&jpeg->codec);
  free(jpeg);
  return bytes;
}
