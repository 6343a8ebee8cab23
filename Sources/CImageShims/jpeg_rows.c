#include "jpeg_rows.h"

#include <stdlib.h>
#include <string.h>

#include "jpeg_codec.h"

#include <jerror.h>

void calotype_jpeg_give_up(calotype_jpeg *jpeg, calotype_failure_kind kind, const char *message) {
  calotype_failure *failure = jpeg->failure;
  failure->kind = kind;
  failure->row = jpeg->codec.output_scanline;
  failure->byte = jpeg->codec.src ? (int64_t)(jpeg->count - jpeg->codec.src->bytes_in_buffer) : 0;
  snprintf(failure->message, sizeof failure->message, "%s", message);
  longjmp(jpeg->escape, 1);
}

static void give_up_with_codec_message(calotype_jpeg *jpeg) {
  calotype_failure_kind kind = CALOTYPE_DAMAGED;
  switch (jpeg->errors.msg_code) {
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
      kind = CALOTYPE_UNSUPPORTED;
      break;
    case JERR_OUT_OF_MEMORY:
      kind = CALOTYPE_OUT_OF_MEMORY;
      break;
  }
  char message[JMSG_LENGTH_MAX];
  jpeg->errors.format_message((j_common_ptr)&jpeg->codec, message);
  calotype_jpeg_give_up(jpeg, kind, message);
}

static void on_error(j_common_ptr codec) { give_up_with_codec_message((calotype_jpeg *)codec); }

/// True where the bytes that libjpeg has just skipped are zeros or ones: cameras pad so, and no picture is lost.
/// At this warning libjpeg's position is just after them, the marker that it found not yet being accounted for.
static bool skipped_only_padding(const calotype_jpeg *jpeg) {
  const size_t read = jpeg->count - jpeg->codec.src->bytes_in_buffer;
  const size_t skipped = (size_t)jpeg->errors.msg_parm.i[0];
  if (read < skipped || read > jpeg->count) return false;
  for (size_t at = read - skipped; at < read; at++) {
    if (jpeg->bytes[at] != 0x00 && jpeg->bytes[at] != 0xFF) return false;
  }
  return true;
}

/// libjpeg calls corrupt and missing data a warning, makes up gray for it and goes on. Here it is an error, but for
/// the few that say something of the header's manners and nothing of the pixels.
static void on_message(j_common_ptr codec, int level) {
  calotype_jpeg *jpeg = (calotype_jpeg *)codec;
  if (level >= 0) return;
  switch (jpeg->errors.msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_BOGUS_ICC:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL:
      return;
    case JWRN_EXTRANEOUS_DATA:
      if (skipped_only_padding(jpeg)) return;
  }
  give_up_with_codec_message(jpeg);
}

/// libjpeg's own way of printing; nothing of ours ever prints.
static void on_output(j_common_ptr codec) { (void)codec; }

static void on_progress(j_common_ptr codec) {
  calotype_jpeg *jpeg = (calotype_jpeg *)codec;
  if (jpeg->codec.input_scan_number > jpeg->scan_limit) calotype_jpeg_give_up(jpeg, CALOTYPE_TOO_MANY_SCANS, "too many scans");
}

void calotype_jpeg_limit_scans(calotype_jpeg *jpeg, int scan_limit) {
  jpeg->scan_limit = scan_limit;
  jpeg->progress.progress_monitor = on_progress;
  jpeg->codec.progress = &jpeg->progress;
}

calotype_jpeg *calotype_jpeg_open(const uint8_t *bytes, size_t count, calotype_jpeg_info *info,
                                  calotype_failure *failure) {
  calotype_jpeg *jpeg = calloc(1, sizeof *jpeg);
  if (!jpeg) {
    failure->kind = CALOTYPE_OUT_OF_MEMORY;
    return NULL;
  }
  jpeg->bytes = bytes;
  jpeg->count = count;
  jpeg->failure = failure;
  jpeg->codec.err = jpeg_std_error(&jpeg->errors);
  jpeg->errors.error_exit = on_error;
  jpeg->errors.emit_message = on_message;
  jpeg->errors.output_message = on_output;
  if (setjmp(jpeg->escape)) {
    calotype_jpeg_close(jpeg);
    return NULL;
  }
  jpeg_create_decompress(&jpeg->codec);
  jpeg_mem_src(&jpeg->codec, bytes, count);
  jpeg_read_header(&jpeg->codec, TRUE);

  info->width = jpeg->codec.image_width;
  info->height = jpeg->codec.image_height;
  switch (jpeg->codec.jpeg_color_space) {
    case JCS_GRAYSCALE:
      jpeg->codec.out_color_space = JCS_GRAYSCALE;
      info->layout = CALOTYPE_JPEG_GRAY;
      break;
    case JCS_RGB:
    case JCS_YCbCr:
      jpeg->codec.out_color_space = JCS_RGB;
      info->layout = CALOTYPE_JPEG_RGB;
      break;
    case JCS_CMYK:
    case JCS_YCCK:
      jpeg->codec.out_color_space = JCS_CMYK;
      info->layout = CALOTYPE_JPEG_CMYK;
      break;
    default:
      calotype_jpeg_give_up(jpeg, CALOTYPE_UNSUPPORTED, "unknown number of components");
  }
  return jpeg;
}

bool calotype_jpeg_start(calotype_jpeg *jpeg, unsigned denominator, int scan_limit, uint32_t *width,
                         uint32_t *height, calotype_failure *failure) {
  jpeg->failure = failure;
  if (setjmp(jpeg->escape)) return false;
  calotype_jpeg_limit_scans(jpeg, scan_limit);
  jpeg->codec.scale_num = 1;
  jpeg->codec.scale_denom = denominator;
  // The transform that Pillow takes too, so that pixels agree to the bit.
  jpeg->codec.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&jpeg->codec);
  *width = jpeg->codec.output_width;
  *height = jpeg->codec.output_height;
  return true;
}

bool calotype_jpeg_row(calotype_jpeg *jpeg, uint8_t *row, calotype_failure *failure) {
  jpeg->failure = failure;
  if (setjmp(jpeg->escape)) return false;
  JSAMPROW rows[1] = {row};
  if (jpeg_read_scanlines(&jpeg->codec, rows, 1) != 1) calotype_jpeg_give_up(jpeg, CALOTYPE_DAMAGED, "no more rows");
  return true;
}

bool calotype_jpeg_finish(calotype_jpeg *jpeg, calotype_failure *failure) {
  jpeg->failure = failure;
  if (setjmp(jpeg->escape)) return false;
  jpeg_finish_decompress(&jpeg->codec);
  return true;
}

void calotype_jpeg_close(calotype_jpeg *jpeg) {
  // Safe on a codec that was never created: its memory manager is NULL then.
  jpeg_destroy_decompress(&jpeg->codec);
  free(jpeg);
}
