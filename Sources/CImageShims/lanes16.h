#pragma once

#include <stdint.h>
#include <string.h>

// Eight samples of 16 bits in a vector, and the words that the transforms and passes over them share. On the SSE2 baseline
// each is one to three instructions.

typedef int16_t i16x4 __attribute__((ext_vector_type(4)));
typedef int16_t i16x8 __attribute__((ext_vector_type(8)));
typedef int32_t i32x4 __attribute__((ext_vector_type(4)));

#define INLINE static inline __attribute__((always_inline))

INLINE i16x8 load(const int16_t *from) {
  i16x8 vector;
  memcpy(&vector, from, sizeof vector);
  return vector;
}

INLINE i16x8 load_bytes(const uint8_t *from) {
  uint8_t bytes __attribute__((ext_vector_type(8)));
  memcpy(&bytes, from, sizeof bytes);
  return __builtin_convertvector(bytes, i16x8);
}

/// Sums of products of neighbours. No factor of ours is -32768, the one that could overflow.
INLINE i32x4 dot_pairs(i16x8 a, i16x8 b) {
#ifdef __SSE2__
  // Said outright: LLVM does not see pmaddwd in the sum below once one side is a repeated factor.
  return (i32x4)__builtin_ia32_pmaddwd128(a, b);
#else
  return __builtin_convertvector(a.even, i32x4) * __builtin_convertvector(b.even, i32x4)
         + __builtin_convertvector(a.odd, i32x4) * __builtin_convertvector(b.odd, i32x4);
#endif
}

/// a0 b0 a1 b1 …, the lower and the upper half.
INLINE i16x8 zip_low(i16x8 a, i16x8 b) { return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }
INLINE i16x8 zip_high(i16x8 a, i16x8 b) { return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15); }

INLINE i16x4 narrowed(i32x4 sums) {
  const i32x4 low = INT16_MIN, high = INT16_MAX;
  return __builtin_convertvector(__builtin_elementwise_min(__builtin_elementwise_max(sums, low), high), i16x4);
}

/// Both, each lane to the nearest of 16 bits.
INLINE i16x8 narrowed_pair(i32x4 low, i32x4 high) {
#ifdef __SSE2__
  return (i16x8)__builtin_ia32_packssdw128(low, high);
#else
  return __builtin_shufflevector(narrowed(low), narrowed(high), 0, 1, 2, 3, 4, 5, 6, 7);
#endif
}
