#include "jpeg_huffman.h"

#include <string.h>

enum { PEEKED = CALOTYPE_PEEKED_BITS, TABLE = 1 << CALOTYPE_PEEKED_BITS };

static uint32_t step_without_value(uint8_t symbol, unsigned code_bits, bool is_dc) {
  const unsigned magnitude = symbol & 15, zeros = is_dc ? 0 : symbol >> 4;
  const unsigned passed = magnitude || is_dc ? zeros + 1 : zeros == 15 ? 16 : 0;
  return (code_bits + magnitude) | passed << 5 | code_bits << 16 | magnitude << 21;
}

/// The upper half of a magnitude's range is positive, the lower negative (ITU-T T.81, F.2.2.1).
static int32_t value_of(uint32_t bits, unsigned magnitude) {
  if (magnitude == 0) return 0;
  return bits >> (magnitude - 1) ? (int32_t)bits : (int32_t)bits - (1 << magnitude) + 1;
}

uint32_t calotype_huffman_long_step(const calotype_huffman *table, uint32_t next16, bool is_dc) {
  for (unsigned length = 1; length <= 16; length++) {
    if (next16 < table->ends[length]) {
      const int32_t place = (int32_t)(next16 >> (16 - length)) + table->offsets[length];
      return step_without_value(table->symbols[place & 255], length, is_dc);
    }
  }
  return 0;
}

/// Strings steps together for as long as the next code is whole.
static void make_leaps(calotype_huffman *table, const uint8_t code_bits[TABLE]) {
  for (uint32_t peeked = 0; peeked < TABLE; peeked++) {
    unsigned used = 0, passed = 0, ends = 0;
    while (used < PEEKED && !ends) {
      const uint32_t rest = peeked << used & (TABLE - 1);
      const uint32_t step = table->steps[rest];
      // The zeros that were shifted in are not the file's.
      if (!step || used + code_bits[rest] > PEEKED) break;
      if ((step >> 5 & 31) == 0) ends = CALOTYPE_LEAP_ENDS;
      passed += step >> 5 & 31;
      used += step & 31;
    }
    if (!used || passed > 127) passed = 127;
    table->leaps[peeked] = (uint16_t)(used | passed << 5 | ends);
  }
}

bool calotype_huffman_make(calotype_huffman *table, const uint8_t counts[17], const uint8_t symbols[256], bool is_dc) {
  uint8_t code_bits[TABLE] = {0};
  const unsigned peeked_bits = is_dc ? CALOTYPE_DC_PEEKED_BITS : PEEKED;
  memset(table->steps, 0, sizeof table->steps);
  memcpy(table->symbols, symbols, sizeof table->symbols);
  uint32_t code = 0;
  int32_t place = 0;
  for (unsigned length = 1; length <= 16; length++) {
    table->offsets[length] = place - (int32_t)code;
    for (unsigned index = 0; index < counts[length]; index++, code++, place++) {
      // The code of nothing but ones is kept free (T.81, C.2).
      if (place > 255 || code + 1 >= 1u << length) return false;
      const uint8_t symbol = symbols[place];
      if (is_dc && symbol > 15) return false;
      if (length > peeked_bits) continue;
      const uint32_t step = step_without_value(symbol, length, is_dc);
      const unsigned magnitude = symbol & 15, total = length + magnitude;
      for (uint32_t rest = 0; rest < 1u << (peeked_bits - length); rest++) {
        const uint32_t peeked = code << (peeked_bits - length) | rest;
        code_bits[peeked] = (uint8_t)length;
        table->steps[peeked] = step;
        if (total <= PEEKED && !is_dc) {
          const int32_t value = value_of(rest >> (PEEKED - total), magnitude);
          table->steps[peeked] = (step & 0xFFFF) | CALOTYPE_STEP_HAS_VALUE | (uint32_t)value << 16;
        }
      }
    }
    table->ends[length] = code << (16 - length);
    code <<= 1;
  }
  if (!is_dc) make_leaps(table, code_bits);
  return true;
}
