#pragma once

#include <stddef.h>
#include <stdint.h>

// Scan kernels over a flat array of 64-bit hashes, one for each kind of processor, chosen at run time. All give the
// same answer. Swift alone would reach only the instructions of the oldest x86-64, which counts bits in a dozen steps.

/// The kernels, each faster than the one before. A processor that runs one runs all before it.
enum hamming_level {
    /// C without extensions. On arm64 the compiler turns its bit count into NEON's `cnt`.
    HAMMING_PORTABLE = 0,
    /// x86-64 with POPCNT (2008).
    HAMMING_POPCNT = 1,
    /// x86-64 with AVX2 (2013): nibble look-up, 16 hashes a step (Muła, Kurz, Lemire, "Faster Population Counts
    /// Using AVX2 Instructions", 2018).
    HAMMING_AVX2 = 2,
    /// x86-64 with AVX-512 VPOPCNTDQ (2019): 32 hashes a step.
    HAMMING_AVX512 = 3,
};

/// The fastest level that this processor and its operating system support.
int hamming_best_level(void);

/// Writes the positions of all hashes that differ from `query` in at most `radius` bits, ascending, and returns how
/// many there are. `positions` must hold `count` numbers; `count` is below 2^32. `level` is at most
/// `hamming_best_level()`.
size_t hamming_within(int level, const uint64_t *hashes, size_t count, uint64_t query, uint32_t radius,
                      uint32_t *positions);

/// A hash that is near to one of several queries.
struct hamming_hit {
    uint32_t query;
    uint32_t position;
};
