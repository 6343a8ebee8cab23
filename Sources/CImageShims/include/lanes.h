#pragma once

// The words that Swift's SIMD types lack and that the resampler's inner loops are made of. They are portable vector C
// (clang's own, as Swift imports it): on the SSE2 baseline each becomes one to three instructions (pmaddwd, punpcklbw,
// packssdw + packuswb), elsewhere what there is, and as `static inline` they dissolve into the Swift loop.

#include <stdint.h>

typedef uint8_t calotype_u8x4 __attribute__((ext_vector_type(4)));
typedef uint8_t calotype_u8x8 __attribute__((ext_vector_type(8)));
typedef int16_t calotype_i16x4 __attribute__((ext_vector_type(4)));
typedef int16_t calotype_i16x8 __attribute__((ext_vector_type(8)));
typedef int32_t calotype_i32x4 __attribute__((ext_vector_type(4)));

// A word's bytes as lanes, the lowest first. (A cast would put the whole word into every lane.)
static inline calotype_u8x8 calotype_bytes(uint64_t word) {
    calotype_u8x8 bytes;
    __builtin_memcpy(&bytes, &word, sizeof bytes);
    return bytes;
}

// Bytes 0...3 of `a` and `b`, interleaved and widened: a0 b0 a1 b1 a2 b2 a3 b3.
static inline calotype_i16x8 calotype_zip_low(uint64_t a, uint64_t b) {
    const calotype_u8x8 zipped = __builtin_shufflevector(
        calotype_bytes(a), calotype_bytes(b), 0, 8, 1, 9, 2, 10, 3, 11);
    return __builtin_convertvector(zipped, calotype_i16x8);
}

// Bytes 4...7 of `a` and `b`, interleaved and widened: a4 b4 a5 b5 a6 b6 a7 b7.
static inline calotype_i16x8 calotype_zip_high(uint64_t a, uint64_t b) {
    const calotype_u8x8 zipped = __builtin_shufflevector(
        calotype_bytes(a), calotype_bytes(b), 4, 12, 5, 13, 6, 14, 7, 15);
    return __builtin_convertvector(zipped, calotype_i16x8);
}

// Eight bytes, widened.
static inline calotype_i16x8 calotype_widen(uint64_t bytes) {
    return __builtin_convertvector(calotype_bytes(bytes), calotype_i16x8);
}

// Sums of products of neighbours: a0·b0 + a1·b1, a2·b2 + a3·b3, ...
// Products of 16 bits fit in 32, and only -32768² twice would overflow their sum; no tap is -32768.
static inline calotype_i32x4 calotype_dot_pairs(calotype_i16x8 a, calotype_i16x8 b) {
#ifdef __SSE2__
    // Said outright: LLVM does not see pmaddwd in the sum below once one side is a repeated weight.
    return (calotype_i32x4)__builtin_ia32_pmaddwd128(a, b);
#else
    return __builtin_convertvector(a.even, calotype_i32x4) * __builtin_convertvector(b.even, calotype_i32x4)
        + __builtin_convertvector(a.odd, calotype_i32x4) * __builtin_convertvector(b.odd, calotype_i32x4);
#endif
}

// Each lane clipped to 0...255; lane 0 is the lowest byte.
static inline uint32_t calotype_clip(calotype_i32x4 lanes) {
    const calotype_i32x4 low = 0, high = 255;
    const calotype_u8x4 bytes = __builtin_convertvector(
        __builtin_elementwise_min(__builtin_elementwise_max(lanes, low), high), calotype_u8x4);
    uint32_t word;
    __builtin_memcpy(&word, &bytes, sizeof word);
    return word;
}
