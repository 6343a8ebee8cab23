#include "avif_write.h"

#include <memory>
#include <stdlib.h>
#include <string.h>

#include "heif_failure.h"

namespace {

template <typename Owned, void (*release)(Owned *)>
struct Releaser {
  void operator()(Owned *owned) const { release(owned); }
};
template <typename Owned, void (*release)(Owned *)>
using Handle = std::unique_ptr<Owned, Releaser<Owned, release>>;

void release_image(heif_image *image) { heif_image_release(image); }

using Context = Handle<heif_context, heif_context_free>;
using Encoder = Handle<heif_encoder, heif_encoder_release>;
using Image = Handle<heif_image, release_image>;
using Colours = Handle<heif_color_profile_nclx, heif_nclx_color_profile_free>;
using Options = Handle<heif_encoding_options, heif_encoding_options_free>;

/// What was written so far, in memory of malloc's.
struct Output {
  uint8_t *bytes;
  size_t count;
};

heif_error keep(heif_context *, const void *data, size_t count, void *target) {
  Output *output = static_cast<Output *>(target);
  output->bytes = static_cast<uint8_t *>(malloc(count));
  if (!output->bytes) return {heif_error_Memory_allocation_error, heif_suberror_Unspecified, "no memory for a file"};
  memcpy(output->bytes, data, count);
  output->count = count;
  return {heif_error_Ok, heif_suberror_Unspecified, "Success"};
}

bool copy_plane(heif_image *image, heif_channel channel, const calotype_avif_picture *picture, int plane, bool is_colour,
                calotype_failure *failure) {
  const uint32_t width = is_colour ? (picture->width + 1) / 2 : picture->width;
  const uint32_t height = is_colour ? (picture->height + 1) / 2 : picture->height;
  if (!succeeded(heif_image_add_plane(image, channel, (int)width, (int)height, 8), failure)) return false;
  int stride = 0;
  uint8_t *to = heif_image_get_plane(image, channel, &stride);
  const size_t row_bytes = picture->has_pixels ? (size_t)width * 4 : width;
  for (uint32_t row = 0; row < height; row++) {
    memcpy(to + (size_t)row * stride, picture->planes[plane] + row * picture->strides[plane], row_bytes);
  }
  return true;
}

Image image_of(const calotype_avif_picture *picture, calotype_failure *failure) {
  const bool is_gray = !picture->planes[1];
  heif_image *made = nullptr;
  const heif_error error =
    picture->has_pixels
      ? heif_image_create((int)picture->width, (int)picture->height, heif_colorspace_RGB, heif_chroma_interleaved_RGBA, &made)
      : heif_image_create((int)picture->width, (int)picture->height,
                          is_gray ? heif_colorspace_monochrome : heif_colorspace_YCbCr,
                          is_gray ? heif_chroma_monochrome : heif_chroma_420, &made);
  Image image(made);
  if (!succeeded(error, failure)) return nullptr;
  if (picture->has_pixels) {
    return copy_plane(made, heif_channel_interleaved, picture, 0, false, failure) ? std::move(image) : nullptr;
  }
  if (!copy_plane(made, heif_channel_Y, picture, 0, false, failure)) return nullptr;
  if (is_gray) return image;
  const bool is_copied = copy_plane(made, heif_channel_Cb, picture, 1, true, failure) &&
                         copy_plane(made, heif_channel_Cr, picture, 2, true, failure);
  return is_copied ? std::move(image) : nullptr;
}

Encoder encoder_in(heif_context *context, int quality, int speed, calotype_failure *failure) {
  heif_encoder *found = nullptr;
  if (!succeeded(heif_context_get_encoder_for_format(context, heif_compression_AV1, &found), failure)) {
    failure->kind = CALOTYPE_UNSUPPORTED;
    return nullptr;
  }
  Encoder encoder(found);
  if (!succeeded(heif_encoder_set_lossy_quality(found, quality), failure)) return nullptr;
  // Of libaom; another encoder may have them under other names, and does without.
  heif_encoder_set_parameter_integer(found, "speed", speed);
  heif_encoder_set_parameter_integer(found, "threads", 1);
  return encoder;
}

}  // namespace

uint8_t *calotype_avif_write(const calotype_avif_picture *picture, int quality, int speed, size_t *count,
                             calotype_failure *failure) {
  Output output = {};
  const bool is_written = guarded(failure, [&] {
    const Context context(heif_context_alloc());
    const Colours colours(heif_nclx_color_profile_alloc());
    const Options options(heif_encoding_options_alloc());
    if (!context || !colours || !options) return describe(failure, CALOTYPE_OUT_OF_MEMORY, "no memory for a picture");
    const Encoder encoder = encoder_in(context.get(), quality, speed, failure);
    if (!encoder) return false;
    const Image image = image_of(picture, failure);
    if (!image) return false;
    colours->color_primaries = heif_color_primaries_ITU_R_BT_709_5;
    colours->transfer_characteristics = heif_transfer_characteristic_IEC_61966_2_1;
    colours->matrix_coefficients = heif_matrix_coefficients_ITU_R_BT_601_6;
    colours->full_range_flag = 1;
    if (!succeeded(heif_image_set_nclx_color_profile(image.get(), colours.get()), failure)) return false;
    options->save_alpha_channel = picture->has_pixels && picture->has_alpha;
    options->output_nclx_profile = colours.get();
    // The box that says what the colours mean would be left out for the sake of old readers.
    options->macOS_compatibility_workaround_no_nclx_profile = 0;
    if (!succeeded(heif_context_encode_image(context.get(), image.get(), encoder.get(), options.get(), nullptr), failure)) {
      return false;
    }
    heif_writer writer = {1, keep};
    return succeeded(heif_context_write(context.get(), &writer, &output), failure);
  });
  if (is_written) {
    *count = output.count;
    return output.bytes;
  }
  free(output.bytes);
  return nullptr;
}
