#include "jpeg_planes.h"

#include <stdlib.h>
#include <string.h>

#include "jpeg_codec.h"
#include "jpeg_gather.h"
#include "jpeg_idct.h"
#include "jpeg_scan.h"

struct calotype_planes {
  calotype_jpeg *jpeg;
  calotype_scan scan;
  calotype_huffman *tables[2][NUM_HUFF_TBLS];
  uint16_t quantisers[3][64];
  int16_t *samples[3];
  unsigned row, rows;
  /// Where libjpeg has read the picture: all its coefficients.
  jvirt_barray_ptr *coefficients;
};

/// Zigzag order to rows of eight (ITU-T T.81, figure A.6).
static const uint8_t natural_order[64] = {
  0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
};

int calotype_jpeg_describe_planes(const calotype_jpeg *jpeg, calotype_plane_sampling samplings[3]) {
  const struct jpeg_decompress_struct *codec = &jpeg->codec;
  const bool is_colour = codec->jpeg_color_space == JCS_YCbCr && codec->num_components == 3;
  const bool is_gray = codec->jpeg_color_space == JCS_GRAYSCALE && codec->num_components == 1;
  if (!is_colour && !is_gray) return 0;
  for (int index = 0; index < codec->num_components; index++) {
    const jpeg_component_info *component = &codec->comp_info[index];
    const int across = is_gray ? 1 : component->h_samp_factor, down = is_gray ? 1 : component->v_samp_factor;
    if (across > 2 || down > 2 || (index > 0 && (across > 1 || down > 1))) return 0;
    samplings[index] = (calotype_plane_sampling){(unsigned)across, (unsigned)down};
  }
  return codec->num_components;
}

/// Whether the one scan that the file opens with holds everything, in the form that nearly all files have.
static bool is_plain(const struct jpeg_decompress_struct *codec) {
  return !codec->progressive_mode && !codec->arith_code && codec->data_precision == 8
         && codec->comps_in_scan == codec->num_components;
}

/// The table in the form of jpeg_huffman.h, made once; NULL where there is none, or no sound one.
static const calotype_huffman *table(calotype_planes *planes, bool is_dc, int number) {
  const struct jpeg_decompress_struct *codec = &planes->jpeg->codec;
  if (number < 0 || number >= NUM_HUFF_TBLS) return NULL;
  const JHUFF_TBL *source = is_dc ? codec->dc_huff_tbl_ptrs[number] : codec->ac_huff_tbl_ptrs[number];
  calotype_huffman **place = &planes->tables[is_dc][number];
  if (!*place && source) {
    *place = malloc(sizeof **place);
    if (*place && !calotype_huffman_make(*place, source->bits, source->huffval, is_dc)) {
      free(*place);
      *place = NULL;
    }
  }
  return *place;
}

/// False where libjpeg has to look at it.
static bool start_scan(calotype_planes *planes) {
  const struct jpeg_decompress_struct *codec = &planes->jpeg->codec;
  calotype_scan *scan = &planes->scan;
  scan->at = codec->src->next_input_byte;
  scan->end = scan->at + codec->src->bytes_in_buffer;
  scan->restart_interval = scan->until_restart = codec->restart_interval;
  for (int index = 0; index < codec->num_components; index++) {
    const jpeg_component_info *component = codec->cur_comp_info[index];
    // In the frame's order, which a scan must keep (T.81, B.2.3).
    if (component != &codec->comp_info[index]) return false;
    // Numbers straight from the file.
    if (component->quant_tbl_no < 0 || component->quant_tbl_no >= NUM_QUANT_TBLS) return false;
    const JQUANT_TBL *quantisers = codec->quant_tbl_ptrs[component->quant_tbl_no];
    scan->component[index].dc = table(planes, true, component->dc_tbl_no);
    scan->component[index].ac = table(planes, false, component->ac_tbl_no);
    if (!quantisers || !scan->component[index].dc || !scan->component[index].ac) return false;
    for (int place = 0; place < 64; place++) {
      planes->quantisers[index][place] = quantisers->quantval[natural_order[place]];
    }
    scan->component[index].quantisers = planes->quantisers[index];
  }
  return true;
}

calotype_planes *calotype_planes_start(calotype_jpeg *jpeg, const unsigned sides[3], bool careful, int scan_limit,
                                       calotype_failure *failure) {
  jpeg->failure = failure;
  calotype_planes *planes = calloc(1, sizeof *planes);
  if (!planes) {
    failure->kind = CALOTYPE_OUT_OF_MEMORY;
    return NULL;
  }
  planes->jpeg = jpeg;
  const struct jpeg_decompress_struct *codec = &jpeg->codec;
  calotype_plane_sampling samplings[3];
  calotype_scan *scan = &planes->scan;
  scan->components = (unsigned)calotype_jpeg_describe_planes(jpeg, samplings);
  const unsigned across = 8 * samplings[0].across, down = 8 * samplings[0].down;
  scan->mcus_across = (codec->image_width + across - 1) / across;
  planes->rows = (codec->image_height + down - 1) / down;
  for (unsigned index = 0; index < scan->components; index++) {
    calotype_scan_component *component = &scan->component[index];
    component->across = samplings[index].across;
    component->down = samplings[index].down;
    component->side = sides[index];
    component->stride = (scan->mcus_across * component->across + 7) / 8 * 8;
    calotype_scan_place(component);
    const size_t blocks = component->down * component->stride, square = component->side * component->side;
    component->coefficients = calloc(blocks * (square + 1), sizeof(int16_t));
    planes->samples[index] = calloc(blocks * square, sizeof(int16_t));
    if (!component->coefficients || !planes->samples[index]) {
      failure->kind = CALOTYPE_OUT_OF_MEMORY;
      calotype_planes_close(planes);
      return NULL;
    }
  }
  if (setjmp(jpeg->escape)) {
    calotype_planes_close(planes);
    return NULL;
  }
  if (careful || !is_plain(codec) || !start_scan(planes)) {
    calotype_jpeg_limit_scans(jpeg, scan_limit);
    planes->coefficients = jpeg_read_coefficients(&jpeg->codec);
  }
  return planes;
}

/// A row of MCUs from what libjpeg has read.
static void gather(calotype_planes *planes) {
  struct jpeg_decompress_struct *codec = &planes->jpeg->codec;
  for (unsigned index = 0; index < planes->scan.components; index++) {
    calotype_scan_component *component = &planes->scan.component[index];
    const jpeg_component_info *info = &codec->comp_info[index];
    const unsigned side = component->side;
    for (unsigned down = 0; down < component->down; down++) {
      const JDIMENSION row = planes->row * component->down + down;
      // A component without a scan of its own is gray; rows below the last hold nothing.
      if (row >= info->height_in_blocks || !info->quant_table) continue;
      JBLOCKROW blocks =
        codec->mem->access_virt_barray((j_common_ptr)codec, planes->coefficients[index], row, 1, FALSE)[0];
      int16_t *to = component->coefficients + down * (side * side + 1) * component->stride;
      calotype_gather_row(blocks[0], info->width_in_blocks, info->quant_table->quantval, side, to, component->stride);
    }
  }
}

calotype_planes_progress calotype_planes_next(calotype_planes *planes, calotype_plane_rows rows[3],
                                              calotype_failure *failure) {
  calotype_jpeg *jpeg = planes->jpeg;
  jpeg->failure = failure;
  if (setjmp(jpeg->escape)) return CALOTYPE_PLANES_FAILED;
  if (planes->row == planes->rows) {
    if (!planes->coefficients) {
      return calotype_scan_is_at_end(&planes->scan) ? CALOTYPE_PLANES_DONE : CALOTYPE_PLANES_IRREGULAR;
    }
    jpeg_finish_decompress(&jpeg->codec);
    return CALOTYPE_PLANES_DONE;
  }
  if (planes->coefficients) {
    gather(planes);
  } else if (!calotype_scan_row(&planes->scan)) {
    return CALOTYPE_PLANES_IRREGULAR;
  }
  planes->row++;
  for (unsigned index = 0; index < planes->scan.components; index++) {
    const calotype_scan_component *component = &planes->scan.component[index];
    const unsigned side = component->side;
    const size_t stride = component->stride * side;
    for (unsigned down = 0; down < component->down; down++) {
      calotype_idct_row(component->coefficients + down * (side * side + 1) * component->stride, component->stride, side,
                        component->stride, planes->samples[index] + down * side * stride, stride);
    }
    rows[index] = (calotype_plane_rows){planes->samples[index], stride, component->down * side};
  }
  return CALOTYPE_PLANES_ROWS;
}

void calotype_planes_close(calotype_planes *planes) {
  for (unsigned index = 0; index < 3; index++) {
    free(planes->scan.component[index].coefficients);
    free(planes->samples[index]);
  }
  for (unsigned number = 0; number < NUM_HUFF_TBLS; number++) {
    free(planes->tables[0][number]);
    free(planes->tables[1][number]);
  }
  free(planes);
}
