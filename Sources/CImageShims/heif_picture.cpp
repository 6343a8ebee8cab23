#include "heif_picture.h"

#include <stdlib.h>

#include "heif_failure.h"

struct calotype_heif {
  heif_context *context;
  heif_image_handle *handle;
  heif_image *image;
  heif_item_id exif;
  bool is_planes;
};

static void fill(calotype_heif *heif, calotype_heif_info *info) {
  info->width = (uint32_t)heif_image_handle_get_width(heif->handle);
  info->height = (uint32_t)heif_image_handle_get_height(heif->handle);
  info->has_alpha = heif_image_handle_has_alpha_channel(heif->handle);
  info->matrix = 2;
  info->has_full_range = true;
  heif_color_profile_nclx *colours = nullptr;
  if (heif_image_handle_get_nclx_color_profile(heif->handle, &colours).code == heif_error_Ok && colours) {
    info->matrix = colours->matrix_coefficients;
    info->has_full_range = colours->full_range_flag;
    heif_nclx_color_profile_free(colours);
  }
  info->profile_count = heif_image_handle_get_raw_color_profile_size(heif->handle);
  if (heif_image_handle_get_list_of_metadata_block_IDs(heif->handle, "Exif", &heif->exif, 1) == 1) {
    info->exif_count = heif_image_handle_get_metadata_size(heif->handle, heif->exif);
  }
}

calotype_heif *calotype_heif_open(const uint8_t *bytes, size_t count, uint32_t longest_side, calotype_heif_info *info,
                                  calotype_failure *failure) {
  calotype_heif *heif = (calotype_heif *)calloc(1, sizeof *heif);
  if (!heif) {
    describe(failure, CALOTYPE_OUT_OF_MEMORY, "no memory for a handle");
    return nullptr;
  }
  *info = {};
  const bool is_open = guarded(failure, [=] {
    heif->context = heif_context_alloc();
    heif_context_set_maximum_image_size_limit(heif->context, (int)longest_side);
    // The thread that asks does the work: how many there are is others' business.
    heif_context_set_max_decoding_threads(heif->context, 0);
    if (!succeeded(heif_context_read_from_memory_without_copy(heif->context, bytes, count, nullptr), failure)) return false;
    if (!succeeded(heif_context_get_primary_image_handle(heif->context, &heif->handle), failure)) return false;
    fill(heif, info);
    return true;
  });
  if (is_open) return heif;
  calotype_heif_close(heif);
  return nullptr;
}

bool calotype_heif_exif(calotype_heif *heif, uint8_t *target) {
  calotype_failure failure;
  return guarded(&failure, [=] {
    return heif_image_handle_get_metadata(heif->handle, heif->exif, target).code == heif_error_Ok;
  });
}

bool calotype_heif_profile(calotype_heif *heif, uint8_t *target) {
  calotype_failure failure;
  return guarded(&failure, [=] {
    return heif_image_handle_get_raw_color_profile(heif->handle, target).code == heif_error_Ok;
  });
}

bool calotype_heif_decode(calotype_heif *heif, calotype_heif_layout layout, calotype_failure *failure) {
  return guarded(failure, [=] {
    heif_decoding_options *options = heif_decoding_options_alloc();
    if (!options) return describe(failure, CALOTYPE_OUT_OF_MEMORY, "no memory for options");
    options->convert_hdr_to_8bit = 1;
    // What a decoder warns of and makes up is damage here, as in every other format.
    options->strict_decoding = 1;
    heif->is_planes = layout == CALOTYPE_HEIF_PLANES;
    const heif_chroma chroma = heif->is_planes               ? heif_chroma_420
                               : layout == CALOTYPE_HEIF_RGB ? heif_chroma_interleaved_RGB
                                                             : heif_chroma_interleaved_RGBA;
    const heif_error error = heif_decode_image(
      heif->handle, &heif->image, heif->is_planes ? heif_colorspace_YCbCr : heif_colorspace_RGB, chroma, options);
    heif_decoding_options_free(options);
    return succeeded(error, failure);
  });
}

const uint8_t *calotype_heif_plane(calotype_heif *heif, int plane, uint32_t *width, uint32_t *height, size_t *stride) {
  static const heif_channel channels[] = {heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
  const heif_channel channel = heif->is_planes ? channels[plane] : heif_channel_interleaved;
  if (!heif_image_has_channel(heif->image, channel) || heif_image_get_bits_per_pixel_range(heif->image, channel) != 8) return nullptr;
  int bytes = 0;
  const uint8_t *start = heif_image_get_plane_readonly(heif->image, channel, &bytes);
  *width = (uint32_t)heif_image_get_width(heif->image, channel);
  *height = (uint32_t)heif_image_get_height(heif->image, channel);
  *stride = (size_t)bytes;
  return start;
}

void calotype_heif_close(calotype_heif *heif) {
  if (heif->image) heif_image_release(heif->image);
  if (heif->handle) heif_image_handle_release(heif->handle);
  if (heif->context) heif_context_free(heif->context);
  free(heif);
}
