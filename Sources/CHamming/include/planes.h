#pragma once

#include <stddef.h>
#include <stdint.h>

#include "hamming.h"

// A scan of bit planes: the same bit of 512 hashes beside each other, so that one instruction adds a bit of all of them.
// It reads only the planes of bits that are set in the query (at most half, since a query may be turned over), and what
// it costs does not grow with how many queries share a block while that is in the first cache.
//
// `level` is a `hamming_level`, at most `hamming_best_level()`.

enum {
    /// Hashes in a block.
    HAMMING_BLOCK_HASHES = 512,
    /// Words of a block: 64 planes of bits, 7 that count the bits which are not set, and one of zeros, of 8 words each.
    HAMMING_BLOCK_WORDS = 72 * 8,
    /// Blocks that a sweep goes through with one query before it turns to the next: they stay in the first cache.
    HAMMING_SWEEP_BLOCKS = 4,
};

/// A query and a radius, made ready to be held against blocks.
struct hamming_sieve {
    /// As given, 64 at most.
    uint32_t radius;
    /// How many planes are to be added, and where in a block they start, in bytes; the rest lead to zeros.
    uint32_t count;
    uint16_t offsets[32];
    /// The sum that counts as near, bit by bit: all ones where its bit is 0.
    uint64_t zeros[7];
    /// All ones where what reaches the sum is what is not near.
    uint64_t inverted;
};

/// Sieves held against blocks.
struct hamming_sweep {
    const uint64_t *planes;
    /// How many hashes there are in the blocks; what lies beyond is no hit.
    size_t count;
    const struct hamming_sieve *sieves;
    size_t sieve_count;
    /// Where to go on, and where to end.
    size_t next_block;
    size_t next_sieve;
    size_t end_block;
};

/// Writes the planes of so many hashes, ⌈count / 512⌉ blocks, on a boundary of 64 bytes.
void hamming_fill_planes(int level, const uint64_t *hashes, size_t count, uint64_t *planes);

/// Readies a query for all within `radius`.
void hamming_set_sieve(struct hamming_sieve *sieve, uint64_t query, uint32_t radius);

/// Writes hits, in no order but that those of one sieve in a group of blocks are together, and returns how many there
/// are. It stops where less than 2,048 places of the `capacity` are left; it is over when `next_block` is `end_block`.
size_t hamming_sweep(int level, struct hamming_sweep *sweep, struct hamming_hit *hits, size_t capacity);
