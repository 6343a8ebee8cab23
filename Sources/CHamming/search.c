#include "search.h"

#include "hamming.h"
#include "table.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// How many masks ahead a bucket's bounds and its entries are asked for. A bucket is a visit to memory that nothing
// announces; so many on the way at once is what one core keeps in flight.
enum { BOUNDS_AHEAD = 12, ENTRIES_AHEAD = 4, MOST_AHEAD = 192, MOST_TOGETHER = 4096 };

INLINE void prefetch_entries(const struct hamming_table *table, uint32_t start, uint32_t ahead) {
    if (table->whole)
        for (uint32_t entry = 0; entry < ahead; entry += 8) __builtin_prefetch(table->whole + start + entry);
    else
        for (uint32_t entry = 0; entry < ahead; entry += 16) __builtin_prefetch(table->near + start + entry);
}

INLINE uint32_t tables_within(const struct hamming_index *index, uint32_t radius) {
    return radius < index->layout.count ? radius + 1 : index->layout.count;
}

/// What a step is looking for.
struct aim {
    struct hamming_table table;
    uint64_t query;
    uint32_t radius;
    /// The bits of the query that a table keeps, and how many of all bits outside the substring may differ.
    uint32_t near;
    uint32_t far;
    uint32_t budget;
    uint32_t bucket;
};

INLINE struct aim aim_of(const struct hamming_search *search, const struct hamming_step *step) {
    const struct hamming_substring substring = search->index->layout.substrings[step->table];
    const uint64_t query = turned(substring, search->query), rest = query >> substring.bits;
    return (struct aim){
        .table = search->index->tables[step->table],
        .query = search->query,
        .radius = search->radius,
        .near = (uint32_t)rest,
        .far = (uint32_t)(rest >> 32 & 0xff),
        .budget = search->radius - step->shell,
        .bucket = (uint32_t)(query & (((uint64_t)1 << substring.bits) - 1)),
    };
}

INLINE void prefetch_ahead(const struct aim *aim, const struct hamming_step *step, size_t i) {
    const uint32_t *bounds = aim->table.starts;
    if (i + BOUNDS_AHEAD < step->mask_count)
        __builtin_prefetch(bounds + (aim->bucket ^ step->masks[i + BOUNDS_AHEAD]));
    if (i + ENTRIES_AHEAD < step->mask_count) {
        const uint32_t bucket = aim->bucket ^ step->masks[i + ENTRIES_AHEAD];
        const uint32_t start = bounds[bucket], size = bounds[bucket + 1] - start;
        // A large bucket whole, since the processor notices too late that its lines are read in a row.
        const uint32_t ahead = size < MOST_AHEAD ? size : MOST_AHEAD;
        prefetch_entries(&aim->table, start, ahead);
        // Worth it where some entry of most buckets will pass on its near bits.
        if (!aim->table.whole && aim->budget >= 9)
            for (uint32_t entry = 0; entry < ahead; entry += 64) __builtin_prefetch(aim->table.far + start + entry);
    }
}

/// Whether no step before this one can have found a hash that differs so.
INLINE int is_unseen(const struct hamming_layout *layout, uint32_t table, uint32_t shell, uint64_t differing) {
    int is_new = 1;
    for (uint32_t other = 0; other < layout->count; other++) {
        const uint32_t bits = (uint32_t)__builtin_popcountll(bucket_of(layout->substrings[other], differing));
        is_new &= bits >= shell + (other < table);
    }
    return is_new;
}

INLINE uint32_t look_by_one(const struct aim *aim, uint32_t entry, uint32_t left, uint32_t *found) {
    uint32_t count = 0;
    for (const uint32_t end = entry + (left < 16 ? left : 16); entry < end; entry++) {
        found[count] = entry;
        count += aim->table.whole
                     ? (uint32_t)__builtin_popcountll(aim->table.whole[entry] ^ aim->query) <= aim->radius
                     : (uint32_t)__builtin_popcountll(kept_of(&aim->table, entry) ^
                                                      ((uint64_t)aim->far << 32 | aim->near)) <= aim->budget;
    }
    return count;
}

#define LEVEL portable
#define TARGET
#define LOOK look_by_one
#include "search_kernel.h"

#if defined(__x86_64__)

#undef LEVEL
#undef TARGET
#define LEVEL popcnt
#define TARGET __attribute__((target("popcnt")))
#include "search_kernel.h"

#undef LEVEL
#undef TARGET
#undef LOOK
#define LEVEL avx512
#define TARGET __attribute__((target("avx512f,avx512vpopcntdq,popcnt")))
#define LOOK look_at_16

TARGET INLINE uint32_t look_at_16(const struct aim *aim, uint32_t entry, uint32_t left, uint32_t *found) {
    const __mmask16 live = left >= 16 ? (__mmask16)0xffff : (__mmask16)((1u << left) - 1);
    __mmask16 hits;
    if (aim->table.whole) {
        const __m512i query = _mm512_set1_epi64((long long)aim->query), radius = _mm512_set1_epi64(aim->radius);
        const __m512i one = _mm512_xor_si512(_mm512_loadu_si512(aim->table.whole + entry), query);
        const __m512i two = _mm512_xor_si512(_mm512_loadu_si512(aim->table.whole + entry + 8), query);
        hits = (__mmask16)(_mm512_cmple_epu64_mask(_mm512_popcnt_epi64(one), radius) |
                           _mm512_cmple_epu64_mask(_mm512_popcnt_epi64(two), radius) << 8) & live;
    } else {
        const __m512i budget = _mm512_set1_epi32((int)aim->budget), query = _mm512_set1_epi32((int)aim->near);
        const __m512i near =
            _mm512_popcnt_epi32(_mm512_xor_si512(_mm512_loadu_si512(aim->table.near + entry), query));
        hits = _mm512_mask_cmple_epu32_mask(live, near, budget);
        if (hits == 0) return 0;
        const __m512i far = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(aim->table.far + entry)));
        const __m512i differing = _mm512_xor_si512(far, _mm512_set1_epi32((int)aim->far));
        hits = _mm512_mask_cmple_epu32_mask(hits, _mm512_add_epi32(near, _mm512_popcnt_epi32(differing)), budget);
    }
    if (hits == 0) return 0;
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i entries = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)entry));
    _mm512_storeu_si512(found, _mm512_maskz_compress_epi32(hits, entries));
    return (uint32_t)__builtin_popcount(hits);
}

#include "search_kernel.h"

#endif

size_t hamming_search(int level, struct hamming_search *search, uint32_t *positions, size_t capacity) {
#if defined(__x86_64__)
    if (level >= HAMMING_AVX512) return search_avx512(search, positions, capacity);
    if (level >= HAMMING_POPCNT) return search_popcnt(search, positions, capacity);
#endif
    (void)level;
    return search_portable(search, positions, capacity);
}

size_t hamming_search_together(int level, const struct hamming_index *index, const uint64_t *queries, size_t count,
                               uint32_t radius, struct hamming_hit *hits, size_t capacity) {
    if (capacity > HAMMING_TOGETHER_HITS) capacity = HAMMING_TOGETHER_HITS;
#if defined(__x86_64__)
    if (level >= HAMMING_AVX512) return together_avx512(index, queries, count, radius, hits, capacity);
    if (level >= HAMMING_POPCNT) return together_popcnt(index, queries, count, radius, hits, capacity);
#endif
    (void)level;
    return together_portable(index, queries, count, radius, hits, capacity);
}

size_t hamming_unseen(const struct hamming_index *index, uint64_t query, uint32_t step, uint32_t *positions,
                      size_t count) {
    const uint32_t shell = step / index->layout.count, table = step % index->layout.count;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        positions[kept] = positions[i];
        kept += (size_t)is_unseen(&index->layout, table, shell, index->hashes[positions[i]] ^ query);
    }
    return kept;
}

void hamming_announce_bounds(const struct hamming_index *index, uint64_t query, uint32_t radius) {
    for (uint32_t table = 0; table < tables_within(index, radius); table++)
        __builtin_prefetch(index->tables[table].starts + bucket_of(index->layout.substrings[table], query));
}

void hamming_announce_entries(const struct hamming_index *index, uint64_t query, uint32_t radius) {
    for (uint32_t table = 0; table < tables_within(index, radius); table++) {
        const uint32_t *bounds = index->tables[table].starts + bucket_of(index->layout.substrings[table], query);
        const uint32_t size = bounds[1] - bounds[0];
        prefetch_entries(&index->tables[table], bounds[0], size < MOST_AHEAD ? size : MOST_AHEAD);
    }
}
