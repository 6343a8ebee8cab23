#include "png_filters.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

// A pixel at a time in four lanes: what comes next needs what came before, so there is no more to be had at once.
typedef uint8_t u8x4 __attribute__((ext_vector_type(4)));
typedef int16_t i16x4 __attribute__((ext_vector_type(4)));

INLINE u8x4 pixel(const uint8_t *from, unsigned channels) {
  u8x4 lanes = 0;
  memcpy(&lanes, from, channels);
  return lanes;
}

INLINE i16x4 wide(u8x4 lanes) { return __builtin_convertvector(lanes, i16x4); }

INLINE void sub(const uint8_t *stored, uint8_t *row, size_t count, unsigned channels) {
  u8x4 left = 0;
  for (size_t at = 0; at < count; at += channels) {
    left += pixel(stored + at, channels);
    memcpy(row + at, &left, channels);
  }
}

INLINE void average(const uint8_t *stored, const uint8_t *above, uint8_t *row, size_t count, unsigned channels) {
  u8x4 left = 0;
  for (size_t at = 0; at < count; at += channels) {
    left = pixel(stored + at, channels)
           + __builtin_convertvector((wide(left) + wide(pixel(above + at, channels))) >> 1, u8x4);
    memcpy(row + at, &left, channels);
  }
}

INLINE void paeth(const uint8_t *stored, const uint8_t *above, uint8_t *row, size_t count, unsigned channels) {
  i16x4 a = 0, c = 0;
  for (size_t at = 0; at < count; at += channels) {
    const i16x4 b = wide(pixel(above + at, channels));
    // Of left, above and above left the one that is nearest to left + above - above left, in this order.
    const i16x4 pa = __builtin_elementwise_abs(b - c), pb = __builtin_elementwise_abs(a - c),
                pc = __builtin_elementwise_abs(a + b - c - c);
    const i16x4 least = __builtin_elementwise_min(pa, __builtin_elementwise_min(pb, pc));
    const i16x4 is_a = pa == least, is_b = pb == least;
    const i16x4 predicted = (is_a & a) | (~is_a & ((is_b & b) | (~is_b & c)));
    const u8x4 made = pixel(stored + at, channels) + __builtin_convertvector(predicted, u8x4);
    memcpy(row + at, &made, channels);
    a = wide(made);
    c = b;
  }
}

INLINE bool unfilter(unsigned filter, const uint8_t *stored, const uint8_t *above, uint8_t *row, size_t count,
                     unsigned channels) {
  switch (filter) {
    case 0: memcpy(row, stored, count); return true;
    case 1: sub(stored, row, count, channels); return true;
    case 2:
      for (size_t at = 0; at < count; at++) row[at] = (uint8_t)(stored[at] + above[at]);
      return true;
    case 3: average(stored, above, row, count, channels); return true;
    case 4: paeth(stored, above, row, count, channels); return true;
    default: return false;
  }
}

bool calotype_png_unfilter(unsigned filter, const uint8_t *stored, const uint8_t *above, uint8_t *row, size_t count,
                           unsigned channels) {
  // With the number of channels known, a pixel is a load and a store.
  switch (channels) {
    case 1: return unfilter(filter, stored, above, row, count, 1);
    case 2: return unfilter(filter, stored, above, row, count, 2);
    case 3: return unfilter(filter, stored, above, row, count, 3);
    default: return unfilter(filter, stored, above, row, count, 4);
  }
}
