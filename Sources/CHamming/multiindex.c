#include "multiindex.h"

#include "table.h"

void hamming_sort(struct hamming_substring substring, const uint64_t *hashes, size_t count, uint32_t *starts,
                  uint32_t *order) {
    const size_t buckets = (size_t)1 << substring.bits;
    for (size_t bucket = 0; bucket <= buckets; bucket++) starts[bucket] = 0;
    for (size_t i = 0; i < count; i++) starts[bucket_of(substring, hashes[i]) + 1]++;
    for (size_t bucket = 0; bucket < buckets; bucket++) starts[bucket + 1] += starts[bucket];
    // Each start moves to the next bucket's while its bucket is filled, and is moved back after.
    for (size_t i = 0; i < count; i++) order[starts[bucket_of(substring, hashes[i])]++] = (uint32_t)i;
    for (size_t bucket = buckets; bucket > 0; bucket--) starts[bucket] = starts[bucket - 1];
    starts[0] = 0;
}

void hamming_fill(struct hamming_substring substring, const uint64_t *hashes, const uint32_t *order, size_t count,
                  uint32_t *near, uint8_t *far, uint8_t *positions, uint32_t position_bytes) {
    for (size_t entry = 0; entry < count; entry++) {
        if (entry + 16 < count) __builtin_prefetch(hashes + order[entry + 16]);
        const uint32_t position = order[entry];
        const uint64_t rest = turned(substring, hashes[position]) >> substring.bits;
        near[entry] = (uint32_t)rest;
        far[entry] = (uint8_t)(rest >> 32);
        for (uint32_t byte = 0; byte < position_bytes; byte++)
            positions[entry * position_bytes + byte] = (uint8_t)(position >> 8 * byte);
    }
}

struct hamming_layout hamming_cut(uint32_t count) {
    struct hamming_layout layout = {.count = count};
    uint32_t shift = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t bits = (64 - shift) / (count - i);
        layout.substrings[i] = (struct hamming_substring){.shift = shift, .bits = bits};
        shift += bits;
    }
    return layout;
}
