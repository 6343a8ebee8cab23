#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jpeg_huffman.h"

// The one scan of a baseline JPEG, decoded to the few coefficients that a scaled picture is made of; the others are
// stepped over, several at a time. Anything out of the ordinary is left to libjpeg: a picture that this refuses may well
// be whole, one that it takes is.

typedef struct calotype_scan_component {
  /// Blocks of an MCU.
  unsigned across, down;
  const calotype_huffman *dc, *ac;
  const uint16_t *quantisers;
  /// The picture is wanted at side/8 of its size, 1 to 4.
  unsigned side;
  /// Coefficients by position, then by block: `coefficients[(block row * positions + position) * stride + block]`, where
  /// there are side² positions and one more, which takes what is not wanted.
  int16_t *coefficients;
  size_t stride;
  /// By place in zigzag order: where the coefficient of the first block goes. See `calotype_scan_place`.
  uint32_t places[64];
  int32_t predicted;
} calotype_scan_component;

typedef struct calotype_scan {
  const uint8_t *at, *end;
  /// Bits read ahead, the next one the highest.
  uint64_t bits;
  /// How many of them there are, and how many were made up behind the last.
  unsigned count, made_up;
  unsigned components;
  calotype_scan_component component[3];
  unsigned mcus_across;
  /// 0 where there are no restart markers.
  unsigned restart_interval, until_restart, next_restart;
} calotype_scan;

/// Fills in `places`, from `side` and `stride`.
void calotype_scan_place(calotype_scan_component *component);

/// Decodes a row of MCUs. False where something is out of the ordinary.
bool calotype_scan_row(calotype_scan *scan);

/// True where the picture ends where its data do.
bool calotype_scan_is_at_end(const calotype_scan *scan);
