#pragma once

#include <stddef.h>
#include <stdint.h>

// Multi-index hashing (Norouzi, Punjani, Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", 2012): the 64
// bits are cut into substrings, and for each there is a table of the hashes in the order of that substring. What is near
// to a query is near to it in some substring, so only the buckets around the query's are looked at.
//
// `level` is a `hamming_level`, at most `hamming_best_level()`. Positions and entries are below 2^32.

/// One substring: the `bits` bits of a hash above bit `shift`, counted around the word's end.
struct hamming_substring {
    uint32_t shift;
    uint32_t bits;
};

/// The substrings of an index, in the order in which a search visits their tables.
struct hamming_layout {
    uint32_t count;
    struct hamming_substring substrings[8];
};

/// A table: the entries of bucket `b` are `starts[b]` up to `starts[b + 1]`.
///
/// The first table of an index is in the order in which the hashes themselves lie: it has `whole` alone, and an entry is
/// a position. Others keep 40 more bits of each hash, which nearly always tell that it is too far away before the hash
/// itself is fetched, and the position of that hash. Arrays are readable for 16 entries beyond their last.
struct hamming_table {
    const uint32_t *starts;
    const uint64_t *whole;
    /// The 32 bits above the substring.
    const uint32_t *near;
    /// The 8 bits above those.
    const uint8_t *far;
    /// `position_bytes` (3 or 4) bytes each, the lowest first.
    const uint8_t *positions;
    uint32_t position_bytes;
};

/// Sorts the numbers 0 up to `count` by the substring of the hash of that number, those in one bucket ascending: writes
/// them to `order`, and to `starts` (2^bits + 1 places) where each bucket starts.
void hamming_sort(struct hamming_substring substring, const uint64_t *hashes, size_t count, uint32_t *starts,
                  uint32_t *order);

/// Fills the arrays of a table that is not the first, whose entries are the hashes in this order.
void hamming_fill(struct hamming_substring substring, const uint64_t *hashes, const uint32_t *order, size_t count,
                  uint32_t *near, uint8_t *far, uint8_t *positions, uint32_t position_bytes);

/// The 64 bits cut into `count` (3 to 8) substrings of as equal a length as can be.
struct hamming_layout hamming_cut(uint32_t count);

/// Zeroed memory for `bytes` bytes from a boundary of 64 on, on large pages where the system has them; null where there is none.
void *hamming_allocate(size_t bytes);
void hamming_free(void *memory, size_t bytes);

/// How many processors there are to share work.
int hamming_processors(void);

/// A checksum of the bytes that goes on from another's, at the speed of reading them. It tells damage, not intent.
uint64_t hamming_checksum(uint64_t sum, const void *bytes, size_t count);
