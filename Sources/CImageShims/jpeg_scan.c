#include "jpeg_scan.h"

#include <string.h>

/// Where bits come from, in registers while a row is decoded.
typedef struct reader {
  const uint8_t *at, *end;
  uint64_t bits;
  unsigned count, made_up;
} reader;

/// Byte by byte, through what is stuffed behind each 0xFF, up to a marker or the end; zeros after that.
static __attribute__((noinline)) void refill_slowly(reader *in) {
  while (in->count <= 56) {
    uint64_t byte = 0;
    if (in->at < in->end && *in->at != 0xFF) {
      byte = *in->at++;
    } else if (in->end - in->at >= 2 && in->at[1] == 0x00) {
      byte = 0xFF;
      in->at += 2;
    } else {
      in->made_up += 8;
    }
    in->bits |= byte << (56 - in->count);
    in->count += 8;
  }
}

/// Bits that are taken from a reader for as long as a block lasts: in registers.
typedef struct window {
  uint64_t bits;
  unsigned count;
} window;

/// At least 32 bits, from fewer.
static inline __attribute__((always_inline)) window refill(reader *in, window w) {
  if (__builtin_expect(in->end - in->at >= 8, 1)) {
    uint64_t word;
    memcpy(&word, in->at, 8);
    // Zero bytes of the inverse are 0xFF.
    if (__builtin_expect(((~word - 0x0101010101010101) & word & 0x8080808080808080) == 0, 1)) {
      const unsigned bytes = (64 - w.count) >> 3;
      in->at += bytes;
      return (window){.bits = w.bits | __builtin_bswap64(word) >> w.count, .count = w.count + 8 * bytes};
    }
  }
  in->bits = w.bits;
  in->count = w.count;
  refill_slowly(in);
  return (window){.bits = in->bits, .count = in->count};
}

/// The value of a magnitude whose first bit is the highest of `bits`.
static inline int32_t extended(uint64_t bits, unsigned magnitude) {
  // By two shifts: a magnitude may have no bits at all. Without branches, since which to take is what the file has to say.
  const int32_t value = (int32_t)(bits >> 1 >> (63 - magnitude)), range = (int32_t)((1u << magnitude) - 1);
  return value - (range & (int32_t)~((int64_t)bits >> 63));
}

static inline int16_t clamped(int32_t value) {
  return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

/// One block. `last` is the last place in zigzag order that is kept; a constant wherever this is called.
static inline __attribute__((always_inline)) bool decode_block(
  reader *reader, calotype_scan_component *component, int16_t *block, unsigned last) {
  window in = {.bits = reader->bits, .count = reader->count};
  if (in.count < 32) in = refill(reader, in);
  uint32_t step = component->dc->steps[in.bits >> (64 - CALOTYPE_DC_PEEKED_BITS)];
  if (__builtin_expect(!step, 0)) {
    step = calotype_huffman_long_step(component->dc, in.bits >> 48, true);
    if (!step) return false;
  }
  const int32_t difference = extended(in.bits << (step >> 16 & 31), step >> 21 & 15);
  in.bits <<= step & 31;
  in.count -= step & 31;
  // Differences of a file that is made to overflow wrap around, as in libjpeg.
  component->predicted = (int32_t)((uint32_t)component->predicted + (uint32_t)difference);
  block[0] = clamped((int16_t)component->predicted * (int32_t)component->quantisers[0]);

  const calotype_huffman *ac = component->ac;
  unsigned place = 1;
  while (place <= last) {
    if (in.count < 32) in = refill(reader, in);
    step = ac->steps[in.bits >> (64 - CALOTYPE_PEEKED_BITS)];
    int32_t value = (int32_t)step >> 16;
    if (__builtin_expect(!(step & CALOTYPE_STEP_HAS_VALUE), 0)) {
      if (!step) step = calotype_huffman_long_step(ac, in.bits >> 48, false);
      if (!step) return false;
      value = extended(in.bits << (step >> 16 & 31), step >> 21 & 15);
    }
    in.bits <<= step & 31;
    in.count -= step & 31;
    const unsigned passed = step >> 5 & 31;
    if (passed == 0) goto done;
    place += passed;
    if (__builtin_expect(place > 64, 0)) return false;
    block[component->places[place - 1]] = clamped(value * (int32_t)component->quantisers[place - 1]);
  }
  while (place < 64) {
    if (in.count < 32) in = refill(reader, in);
    const unsigned leap = ac->leaps[in.bits >> (64 - CALOTYPE_PEEKED_BITS)];
    const unsigned next = place + (leap >> 5 & 127);
    // A block that is full ends without saying so, and what comes after it is another's: one symbol at a time there.
    if (__builtin_expect(next <= 63, 1)) {
      in.bits <<= leap & 31;
      in.count -= leap & 31;
      if (leap & CALOTYPE_LEAP_ENDS) break;
      place = next;
      continue;
    }
    step = ac->steps[in.bits >> (64 - CALOTYPE_PEEKED_BITS)];
    if (!step) step = calotype_huffman_long_step(ac, in.bits >> 48, false);
    if (!step) return false;
    in.bits <<= step & 31;
    in.count -= step & 31;
    if ((step >> 5 & 31) == 0) break;
    place += step >> 5 & 31;
    if (place > 64) return false;
  }
done:
  reader->bits = in.bits;
  reader->count = in.count;
  return true;
}

/// Steps over a restart marker, which has to be the one that is due.
static bool restart(calotype_scan *scan, reader *in) {
  // Nothing but the rest of a byte may be left over, and nothing may have been made up for it.
  if (in->made_up > in->count || in->count - in->made_up >= 8) return false;
  if (scan->end - in->at < 2 || in->at[0] != 0xFF || in->at[1] != 0xD0 + scan->next_restart) return false;
  *in = (reader){.at = in->at + 2, .end = scan->end};
  scan->next_restart = (scan->next_restart + 1) & 7;
  scan->until_restart = scan->restart_interval;
  for (unsigned index = 0; index < scan->components; index++) scan->component[index].predicted = 0;
  return true;
}

void calotype_scan_place(calotype_scan_component *component) {
  static const uint8_t rows[64] = {0, 0, 1, 2, 1, 0, 0, 1, 2, 3, 4, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0, 0, 1, 2, 3,
                                   4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 4, 5, 6, 7, 7, 6, 5, 6, 7, 7};
  static const uint8_t columns[64] = {0, 1, 0, 0, 1, 2, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4,
                                      3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 5, 6, 7, 7, 6, 7};
  const unsigned side = component->side;
  for (unsigned place = 0; place < 64; place++) {
    const bool is_kept = rows[place] < side && columns[place] < side;
    const size_t position = is_kept ? rows[place] * side + columns[place] : side * side;
    component->places[place] = (uint32_t)(position * component->stride);
  }
}

bool calotype_scan_row(calotype_scan *scan) {
  for (unsigned index = 0; index < scan->components; index++) {
    calotype_scan_component *component = &scan->component[index];
    const size_t positions = component->side * component->side + 1;
    memset(component->coefficients, 0, component->down * positions * component->stride * sizeof(int16_t));
  }
  reader in = {.at = scan->at, .end = scan->end, .bits = scan->bits, .count = scan->count, .made_up = scan->made_up};
  for (unsigned mcu = 0; mcu < scan->mcus_across; mcu++) {
    if (scan->restart_interval) {
      if (scan->until_restart == 0 && !restart(scan, &in)) return false;
      scan->until_restart--;
    }
    for (unsigned index = 0; index < scan->components; index++) {
      calotype_scan_component *component = &scan->component[index];
      const size_t positions = component->side * component->side + 1;
      for (unsigned row = 0; row < component->down; row++) {
        int16_t *block = component->coefficients + row * positions * component->stride + mcu * component->across;
        for (unsigned column = 0; column < component->across; column++, block++) {
          const bool decoded = component->side == 1   ? decode_block(&in, component, block, 0)
                               : component->side == 2 ? decode_block(&in, component, block, 4)
                               : component->side == 3 ? decode_block(&in, component, block, 12)
                                                      : decode_block(&in, component, block, 24);
          if (!decoded) return false;
        }
      }
    }
  }
  scan->at = in.at;
  scan->bits = in.bits;
  scan->count = in.count;
  scan->made_up = in.made_up;
  // Bits that were made up have been used: the data end too soon.
  return in.made_up <= in.count;
}

bool calotype_scan_is_at_end(const calotype_scan *scan) {
  return scan->made_up <= scan->count && scan->count - scan->made_up < 8 && scan->end - scan->at >= 2
         && scan->at[0] == 0xFF && scan->at[1] == 0xD9;
}
