#include "jpeg_idct.h"

#include "lanes16.h"

// Eight blocks side by side: one coefficient of each in a vector. Sums saturate, so that a file that is made to overflow
// asks for black or white and for nothing undefined.
typedef int16_t i16x16 __attribute__((ext_vector_type(16)));
typedef int16_t i16x32 __attribute__((ext_vector_type(32), aligned(2)));

#define plus __builtin_elementwise_add_sat
#define minus __builtin_elementwise_sub_sat

/// a0 b0 a1 b1 …
#define ZIP(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15)

INLINE void store_pairs(int16_t *to, i16x8 a, i16x8 b) {
  const i16x16 pairs = ZIP(a, b);
  memcpy(to, &pairs, sizeof pairs);
}

INLINE void store_fours(int16_t *to, i16x8 a, i16x8 b, i16x8 c, i16x8 d) {
  const i16x16 even = ZIP(a, c), odd = ZIP(b, d);
  const i16x32 fours =
    __builtin_shufflevector(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23, 8, 24, 9, 25, 10, 26, 11, 27,
                            12, 28, 13, 29, 14, 30, 15, 31);
  memcpy(to, &fours, sizeof fours);
}

INLINE void store_threes(int16_t *to, i16x8 a, i16x8 b, i16x8 c) {
  const i16x16 ab = ZIP(a, b), cs = __builtin_shufflevector(c, c, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
  const i16x8 first = __builtin_shufflevector(ab, cs, 0, 1, 16, 2, 3, 17, 4, 5),
              second = __builtin_shufflevector(ab, cs, 18, 6, 7, 19, 8, 9, 20, 10),
              third = __builtin_shufflevector(ab, cs, 11, 21, 12, 13, 22, 14, 15, 23);
  memcpy(to, &first, sizeof first);
  memcpy(to + 8, &second, sizeof second);
  memcpy(to + 16, &third, sizeof third);
}

/// (a · x + b · y) / 2¹³, rounded.
INLINE i16x8 rotated(i16x8 x, int16_t a, i16x8 y, int16_t b) {
  const i16x8 factors = {a, b, a, b, a, b, a, b};
  const i32x4 low = dot_pairs(zip_low(x, y), factors) + (1 << 12), high = dot_pairs(zip_high(x, y), factors) + (1 << 12);
  return narrowed_pair(low >> 13, high >> 13);
}

/// Transforms of two points, in units where that takes no multiplication, of three and of four.
INLINE void two(const int16_t *c, size_t step, int16_t *samples, size_t stride) {
  const i16x8 c00 = load(c), c01 = load(c + step), c10 = load(c + 2 * step), c11 = load(c + 3 * step);
  const i16x8 left = plus(c00, c01), right = minus(c00, c01), left_slope = plus(c10, c11), right_slope = minus(c10, c11);
  store_pairs(samples, plus(left, left_slope), plus(right, right_slope));
  store_pairs(samples + stride, minus(left, left_slope), minus(right, right_slope));
}

INLINE void three_points(const i16x8 in[3], i16x8 out[3]) {
  // √2 cos π/6 and √2 cos π/3, times 2¹³.
  enum { SLOPE = 10033, BEND = 5793 };
  const i16x8 slope = rotated(in[1], SLOPE, in[2], 0), bend = rotated(in[2], BEND, in[1], 0);
  const i16x8 ends = plus(in[0], bend);
  out[0] = plus(ends, slope);
  out[1] = minus(minus(in[0], bend), bend);
  out[2] = minus(ends, slope);
}

INLINE void four_points(const i16x8 in[4], i16x8 out[4]) {
  // √2 cos π/8 and √2 cos 3π/8, times 2¹³.
  enum { LARGE = 10703, SMALL = 4433 };
  const i16x8 sum = plus(in[0], in[2]), difference = minus(in[0], in[2]);
  const i16x8 outer = rotated(in[1], LARGE, in[3], SMALL), inner = rotated(in[1], SMALL, in[3], -LARGE);
  out[0] = plus(sum, outer);
  out[1] = plus(difference, inner);
  out[2] = minus(difference, inner);
  out[3] = minus(sum, outer);
}

INLINE void three(const int16_t *c, size_t step, int16_t *samples, size_t stride) {
  i16x8 columns[3][3];
  for (unsigned column = 0; column < 3; column++) {
    const i16x8 in[3] = {load(c + column * step), load(c + (3 + column) * step), load(c + (6 + column) * step)};
    three_points(in, columns[column]);
  }
  for (unsigned row = 0; row < 3; row++) {
    const i16x8 in[3] = {columns[0][row], columns[1][row], columns[2][row]};
    i16x8 out[3];
    three_points(in, out);
    store_threes(samples + row * stride, out[0], out[1], out[2]);
  }
}

INLINE void four(const int16_t *c, size_t step, int16_t *samples, size_t stride) {
  i16x8 columns[4][4];
  for (unsigned column = 0; column < 4; column++) {
    const i16x8 in[4] = {load(c + column * step), load(c + (4 + column) * step), load(c + (8 + column) * step),
                         load(c + (12 + column) * step)};
    four_points(in, columns[column]);
  }
  for (unsigned row = 0; row < 4; row++) {
    const i16x8 in[4] = {columns[0][row], columns[1][row], columns[2][row], columns[3][row]};
    i16x8 out[4];
    four_points(in, out);
    store_fours(samples + row * stride, out[0], out[1], out[2], out[3]);
  }
}

void calotype_idct_row(const int16_t *coefficients, size_t coefficient_stride, unsigned side, size_t blocks,
                       int16_t *samples, size_t stride) {
  if (side == 1) {
    // A block's mean is its first coefficient.
    memcpy(samples, coefficients, blocks * sizeof *samples);
    return;
  }
  for (size_t block = 0; block < blocks; block += 8, coefficients += 8, samples += 8 * side) {
    switch (side) {
      case 2: two(coefficients, coefficient_stride, samples, stride); break;
      case 3: three(coefficients, coefficient_stride, samples, stride); break;
      case 4: four(coefficients, coefficient_stride, samples, stride); break;
    }
  }
}
