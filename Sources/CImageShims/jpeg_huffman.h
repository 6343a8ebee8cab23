#pragma once

#include <stdbool.h>
#include <stdint.h>

// A JPEG's Huffman tables in the form that a decoder in a hurry wants: answers for the next bits at once.

enum {
  /// Of an AC code. One more bit answers more at once and is slower, since the tables crowd the rows out of the first cache.
  CALOTYPE_PEEKED_BITS = 11,
  /// Of a DC code, which is rarely longer.
  CALOTYPE_DC_PEEKED_BITS = 9,
  /// In an AC step: the value in its upper half holds, as code and magnitude both lie within the bits peeked at.
  CALOTYPE_STEP_HAS_VALUE = 1 << 10,
  /// In a leap: the block ends there.
  CALOTYPE_LEAP_ENDS = 1 << 12,
};

typedef struct calotype_huffman {
  /// One symbol; 0 where its code is longer than what was peeked at, or no code at all. Of DC codes only as many as have
  /// `CALOTYPE_DC_PEEKED_BITS`.
  ///   bits 0–4   length of code and magnitude together
  ///   bits 5–9   coefficients passed: the zeros before it and itself; 16 for sixteen zeros, 0 at the end of a block
  ///   bits 16–31 the value, or, where there is none: bits 16–20 the code's length, bits 21–24 the magnitude's
  uint32_t steps[1 << CALOTYPE_PEEKED_BITS];
  /// As many symbols as there are whole codes in the bits peeked at, for coefficients that nobody wants to know.
  ///   bits 0–4   their lengths together
  ///   bits 5–11  coefficients passed; more than any block has where there is no whole code
  uint16_t leaps[1 << CALOTYPE_PEEKED_BITS];
  /// By length: one past the last code, left-aligned in 16 bits, and what takes a code to its place among the symbols.
  uint32_t ends[17];
  int32_t offsets[17];
  uint8_t symbols[256];
} calotype_huffman;

/// A step of any length of code, from the next 16 bits; 0 where they are no code. Never with a value.
uint32_t calotype_huffman_long_step(const calotype_huffman *table, uint32_t next16, bool is_dc);

/// From how many codes there are of each length (1…16), and the symbols in their order. False where libjpeg would not
/// have it either.
bool calotype_huffman_make(calotype_huffman *table, const uint8_t counts[17], const uint8_t symbols[256], bool is_dc);
