#pragma once

#include "multiindex.h"

// What those who read tables share: not for anyone outside.

#define INLINE static inline __attribute__((always_inline))

/// The hash with the substring in its lowest bits.
INLINE uint64_t turned(struct hamming_substring substring, uint64_t hash) {
    return substring.shift == 0 ? hash : hash >> substring.shift | hash << (64 - substring.shift);
}

INLINE uint32_t bucket_of(struct hamming_substring substring, uint64_t hash) {
    return (uint32_t)(turned(substring, hash) & (((uint64_t)1 << substring.bits) - 1));
}

INLINE uint32_t position_of(const struct hamming_table *table, uint32_t entry) {
    if (table->whole) return entry;
    const uint8_t *bytes = table->positions + (size_t)entry * table->position_bytes;
    const uint32_t low = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
    return table->position_bytes == 3 ? low : low | (uint32_t)bytes[3] << 24;
}

/// The 40 bits above the substring, as a table keeps them.
INLINE uint64_t kept_of(const struct hamming_table *table, uint32_t entry) {
    return (uint64_t)table->far[entry] << 32 | table->near[entry];
}
