#pragma once

#include "multiindex.h"

// All pairs that are near, united: a table's buckets are compared with each other, bucket by bucket, which is many times
// as fast as a search for each hash, since both sides of a comparison are contiguous and in the cache.

/// Which buckets of a table are compared, and how near counts.
struct hamming_join {
    struct hamming_table table;
    struct hamming_substring substring;
    /// By position.
    const uint64_t *hashes;
    /// Bucket `b` is compared with `b ^ mask` for each of these, all with the same number of bits set.
    const uint32_t *masks;
    size_t mask_count;
    uint32_t radius;
    /// Buckets from `first` up to `end`.
    uint32_t first;
    uint32_t end;
};

/// Unites all pairs that are found. `parents` is a forest over positions, each at first its own parent; a root is the
/// lowest position of its set.
void hamming_join(int level, const struct hamming_join *join, uint32_t *parents);

/// The root of the set that a position is in; shortens the way there.
uint32_t hamming_root(uint32_t *parents, uint32_t position);

/// Unites the sets of two positions.
void hamming_unite(uint32_t *parents, uint32_t one, uint32_t other);
