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

/// Half of a transform's cosines, the other half being the same with a sign: for each sample those of the even coefficients and
/// those of the odd ones, a pair in each 32 bits.
typedef struct cosines {
  int16_t even[4][4], odd[4][4];
} cosines;

// √2 cos((2x + 1) u π / 2n), 1 where u is 0, times 2¹³. The sums of a row's sizes are below 2¹⁶, so that no sum of products with
// 16 bits leaves 32.
static const cosines six = {
  .even = {{8192, 10033, 5793}, {8192, 0, -11585}, {8192, -10033, 5793}},
  .odd = {{11190, 8192, 2998}, {8192, -8192, -8192}, {2998, -8192, 11190}},
};
static const cosines eight = {
  .even = {{8192, 10703, 8192, 4433}, {8192, 4433, -8192, -10703}, {8192, -4433, -8192, 10703}, {8192, -10703, 8192, -4433}},
  .odd = {{11363, 9633, 6436, 2260}, {9633, -2260, -11363, -6436}, {6436, -11363, 2260, 9633}, {2260, -6436, 9633, -11363}},
};

/// A transform of `count` points, 6 or 8, `2^(13 - shift)`-fold. What is beyond the count is 0 in both.
INLINE void points(const i16x8 in[8], const cosines *factors, unsigned count, int shift, i16x8 out[8]) {
  for (unsigned at = 0; at < count / 2; at++) {
    i32x4 even[2] = {1 << (shift - 1), 1 << (shift - 1)}, odd[2] = {0, 0};
    for (unsigned u = 0; u < count; u += 4) {
      const int16_t a = factors->even[at][u / 2], b = factors->even[at][u / 2 + 1], c = factors->odd[at][u / 2],
                    d = factors->odd[at][u / 2 + 1];
      const i16x8 evens = {a, b, a, b, a, b, a, b}, odds = {c, d, c, d, c, d, c, d};
      even[0] += dot_pairs(zip_low(in[u], in[u + 2]), evens);
      even[1] += dot_pairs(zip_high(in[u], in[u + 2]), evens);
      odd[0] += dot_pairs(zip_low(in[u + 1], in[u + 3]), odds);
      odd[1] += dot_pairs(zip_high(in[u + 1], in[u + 3]), odds);
    }
    out[at] = narrowed_pair((even[0] + odd[0]) >> shift, (even[1] + odd[1]) >> shift);
    out[count - 1 - at] = narrowed_pair((even[0] - odd[0]) >> shift, (even[1] - odd[1]) >> shift);
  }
}

INLINE void many(const int16_t *c, size_t step, const cosines *factors, unsigned side, int16_t *samples, size_t stride) {
  // Two bits more between the passes, where roundings would add up.
  enum { FIRST = 11, SECOND = 15 };
  i16x8 columns[8][8] = {0};
  for (unsigned column = 0; column < side; column++) {
    i16x8 in[8] = {0};
    for (unsigned row = 0; row < side; row++) in[row] = load(c + (side * row + column) * step);
    points(in, factors, side, FIRST, columns[column]);
  }
  for (unsigned row = 0; row < side; row++) {
    i16x8 in[8], out[8] = {0}, blocks[8];
    for (unsigned column = 0; column < 8; column++) in[column] = columns[column][row];
    points(in, factors, side, SECOND, out);
    transpose(out, blocks);
    int16_t *to = samples + row * stride;
    // What each of them writes beyond its block, the next one writes over.
    for (unsigned block = 0; block < 7; block++) memcpy(to + block * side, &blocks[block], sizeof blocks[block]);
    memcpy(to + 7 * side, &blocks[7], side * sizeof *to);
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
      case 6: many(coefficients, coefficient_stride, &six, 6, samples, stride); break;
      case 8: many(coefficients, coefficient_stride, &eight, 8, samples, stride); break;
    }
  }
}
