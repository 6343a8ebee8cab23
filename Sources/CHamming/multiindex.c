#include "multiindex.h"

#include "hamming.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

// How many masks ahead a bucket's bounds and its entries are asked for. A bucket is a visit to memory that nothing
// announces; so many on the way at once is what one core keeps in flight.
enum { BOUNDS_AHEAD = 12, ENTRIES_AHEAD = 4, MOST_AHEAD = 192 };

/// The hash with the substring in its lowest bits.
INLINE uint64_t turned(struct hamming_substring substring, uint64_t hash) {
    return substring.shift == 0 ? hash : hash >> substring.shift | hash << (64 - substring.shift);
}

INLINE uint32_t bucket_of(struct hamming_substring substring, uint64_t hash) {
    return (uint32_t)(turned(substring, hash) & (((uint64_t)1 << substring.bits) - 1));
}

uint32_t hamming_bucket(struct hamming_substring substring, uint64_t hash) { return bucket_of(substring, hash); }

INLINE uint32_t position_of(const struct hamming_table *table, uint32_t entry) {
    if (table->whole) return entry;
    const uint8_t *bytes = table->positions + (size_t)entry * table->position_bytes;
    const uint32_t low = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
    return table->position_bytes == 3 ? low : low | (uint32_t)bytes[3] << 24;
}

INLINE void prefetch_ahead(const struct hamming_probe *probe, size_t i) {
    const struct hamming_table *table = &probe->table;
    if (i + BOUNDS_AHEAD < probe->mask_count)
        __builtin_prefetch(table->starts + (probe->bucket ^ probe->masks[i + BOUNDS_AHEAD]));
    if (i + ENTRIES_AHEAD < probe->mask_count) {
        const uint32_t *starts = table->starts + (probe->bucket ^ probe->masks[i + ENTRIES_AHEAD]);
        const uint32_t start = starts[0], size = starts[1] - starts[0];
        // A large bucket whole, since the processor notices too late that its lines are read in a row.
        const uint32_t ahead = size < MOST_AHEAD ? size : MOST_AHEAD;
        if (table->whole) {
            for (uint32_t entry = 0; entry < ahead; entry += 8) __builtin_prefetch(table->whole + start + entry);
            return;
        }
        for (uint32_t entry = 0; entry < ahead; entry += 16) __builtin_prefetch(table->near + start + entry);
        // Worth it where some entry of most buckets will pass on its near bits.
        if (probe->budget >= 9)
            for (uint32_t entry = 0; entry < ahead; entry += 64) __builtin_prefetch(table->far + start + entry);
    }
}

/// Looks at up to 16 entries from `entry` on; returns how many it wrote.
typedef size_t look_at(const struct hamming_probe *probe, uint32_t entry, uint32_t end, uint32_t *entries);

INLINE size_t look_by_one(const struct hamming_probe *probe, uint32_t entry, uint32_t end, uint32_t *entries) {
    const struct hamming_table *table = &probe->table;
    const uint64_t rest = turned(probe->substring, probe->query) >> probe->substring.bits;
    size_t found = 0;
    if (table->whole) {
        const uint64_t outside = ~(((uint64_t)1 << probe->substring.bits) - 1);
        for (; entry < end; entry++) {
            const uint64_t differing = turned(probe->substring, table->whole[entry] ^ probe->query) & outside;
            entries[found] = entry;
            found += (uint32_t)__builtin_popcountll(differing) <= probe->budget;
        }
        return found;
    }
    for (; entry < end; entry++) {
        const uint64_t kept = (uint64_t)table->far[entry] << 32 | table->near[entry];
        const uint64_t differing = (kept ^ rest) & 0xffffffffff;
        entries[found] = entry;
        found += (uint32_t)__builtin_popcountll(differing) <= probe->budget;
    }
    return found;
}

INLINE size_t probe_with(look_at look, struct hamming_probe *probe, uint32_t *entries, size_t capacity) {
    const uint32_t *starts = probe->table.starts;
    size_t found = 0;
    for (size_t i = probe->next_mask; i < probe->mask_count; i++) {
        prefetch_ahead(probe, i);
        const uint32_t bucket = probe->bucket ^ probe->masks[i];
        const uint32_t start = starts[bucket], end = starts[bucket + 1];
        uint32_t entry = start + probe->next_entry;
        probe->next_entry = 0;
        for (; entry < end; entry += 16) {
            if (capacity - found < 16) {
                probe->next_mask = i;
                probe->next_entry = entry - start;
                return found;
            }
            found += look(probe, entry, end - entry < 16 ? end : entry + 16, entries + found);
        }
        probe->seen += end - start;
    }
    probe->next_mask = probe->mask_count;
    return found;
}

static size_t probe_portable(struct hamming_probe *probe, uint32_t *entries, size_t capacity) {
    return probe_with(look_by_one, probe, entries, capacity);
}

INLINE size_t settle(const struct hamming_table *found_in, const struct hamming_layout *layout, const uint64_t *hashes,
                     size_t count, uint64_t query, uint32_t radius, uint32_t table, uint32_t shell, uint32_t *entries,
                     size_t entry_count) {
    size_t kept = 0;
    for (size_t i = 0; i < entry_count; i++) {
        if (i + 4 < entry_count) {
            const uint32_t ahead = position_of(found_in, entries[i + 4]);
            if (ahead < count) __builtin_prefetch(hashes + ahead);
        }
        const uint32_t position = position_of(found_in, entries[i]);
        if (position >= count) continue;
        const uint64_t differing = hashes[position] ^ query;
        if ((uint32_t)__builtin_popcountll(differing) > radius) continue;
        int is_new = 1;
        for (uint32_t other = 0; other < layout->count; other++) {
            const uint32_t bits = (uint32_t)__builtin_popcountll(bucket_of(layout->substrings[other], differing));
            is_new &= other < table ? bits > shell : bits >= shell;
        }
        entries[kept] = position;
        kept += (size_t)is_new;
    }
    return kept;
}

#if defined(__x86_64__)

__attribute__((target("popcnt"))) static size_t probe_popcnt(struct hamming_probe *probe, uint32_t *entries,
                                                             size_t capacity) {
    return probe_with(look_by_one, probe, entries, capacity);
}

__attribute__((target("popcnt"))) static size_t settle_popcnt(const struct hamming_table *found_in,
                                                              const struct hamming_layout *layout,
                                                              const uint64_t *hashes, size_t count, uint64_t query,
                                                              uint32_t radius, uint32_t table, uint32_t shell,
                                                              uint32_t *entries, size_t entry_count) {
    return settle(found_in, layout, hashes, count, query, radius, table, shell, entries, entry_count);
}

#define WIDE __attribute__((target("avx512f,avx512vpopcntdq,popcnt")))

WIDE static size_t probe_avx512(struct hamming_probe *probe, uint32_t *entries, size_t capacity) {
    const struct hamming_table table = probe->table;
    const struct hamming_substring substring = probe->substring;
    const uint64_t rest = turned(substring, probe->query) >> substring.bits;
    const __m512i near_query = _mm512_set1_epi32((int)(uint32_t)rest);
    const __m512i far_query = _mm512_set1_epi32((int)(rest >> 32 & 0xff));
    const __m512i budget = _mm512_set1_epi32((int)probe->budget);
    // Within a shell the substring differs in the same number of bits, so whole hashes are judged by all their bits.
    const __m512i query = _mm512_set1_epi64((long long)probe->query);
    const uint32_t shell = probe->mask_count ? (uint32_t)__builtin_popcount(probe->masks[0]) : 0;
    const __m512i whole_budget = _mm512_set1_epi64(probe->budget + shell);
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    size_t found = 0;
    for (size_t i = probe->next_mask; i < probe->mask_count; i++) {
        prefetch_ahead(probe, i);
        const uint32_t bucket = probe->bucket ^ probe->masks[i];
        const uint32_t start = table.starts[bucket], end = table.starts[bucket + 1];
        uint32_t entry = start + probe->next_entry;
        probe->next_entry = 0;
        for (; entry < end; entry += 16) {
            const uint32_t left = end - entry;
            const __mmask16 live = left >= 16 ? (__mmask16)0xffff : (__mmask16)((1u << left) - 1);
            __mmask16 hits;
            if (table.whole) {
                const __m512i one = _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(table.whole + entry), query));
                hits = _mm512_mask_cmple_epu64_mask((__mmask8)live, one, whole_budget);
                if (left > 8) {
                    const __m512i two =
                        _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(table.whole + entry + 8), query));
                    hits |= (__mmask16)(_mm512_mask_cmple_epu64_mask((__mmask8)(live >> 8), two, whole_budget) << 8);
                }
            } else {
                const __m512i near =
                    _mm512_popcnt_epi32(_mm512_xor_si512(_mm512_loadu_si512(table.near + entry), near_query));
                hits = _mm512_mask_cmple_epu32_mask(live, near, budget);
                if (hits == 0) continue;
                const __m512i far = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(table.far + entry)));
                const __m512i both =
                    _mm512_add_epi32(near, _mm512_popcnt_epi32(_mm512_xor_si512(far, far_query)));
                hits = _mm512_mask_cmple_epu32_mask(hits, both, budget);
            }
            if (hits == 0) continue;
            if (capacity - found < 16) {
                probe->next_mask = i;
                probe->next_entry = entry - start;
                return found;
            }
            const __m512i numbers = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)entry));
            _mm512_storeu_si512(entries + found, _mm512_maskz_compress_epi32(hits, numbers));
            found += (size_t)__builtin_popcount(hits);
        }
        probe->seen += end - start;
    }
    probe->next_mask = probe->mask_count;
    return found;
}

#endif

size_t hamming_probe(int level, struct hamming_probe *probe, uint32_t *entries, size_t capacity) {
#if defined(__x86_64__)
    if (level >= HAMMING_AVX512) return probe_avx512(probe, entries, capacity);
    if (level >= HAMMING_POPCNT) return probe_popcnt(probe, entries, capacity);
#endif
    (void)level;
    return probe_portable(probe, entries, capacity);
}

size_t hamming_settle(int level, const struct hamming_table *found_in, const struct hamming_layout *layout,
                      const uint64_t *hashes, size_t count, uint64_t query, uint32_t radius, uint32_t table,
                      uint32_t shell, uint32_t *entries, size_t entry_count) {
#if defined(__x86_64__)
    if (level >= HAMMING_POPCNT)
        return settle_popcnt(found_in, layout, hashes, count, query, radius, table, shell, entries, entry_count);
#endif
    (void)level;
    return settle(found_in, layout, hashes, count, query, radius, table, shell, entries, entry_count);
}

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
