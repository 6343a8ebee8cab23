#include "join.h"

#include "hamming.h"
#include "table.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

INLINE uint32_t root_of(uint32_t *parents, uint32_t position) {
    while (parents[position] != position) {
        parents[position] = parents[parents[position]];
        position = parents[position];
    }
    return position;
}

INLINE void unite(uint32_t *parents, uint32_t one, uint32_t other) {
    one = root_of(parents, one);
    other = root_of(parents, other);
    if (one < other)
        parents[other] = one;
    else
        parents[one] = other;
}

uint32_t hamming_root(uint32_t *parents, uint32_t position) { return root_of(parents, position); }
void hamming_unite(uint32_t *parents, uint32_t one, uint32_t other) { unite(parents, one, other); }

/// Pairs that may be near, on their way: memory has been asked for both hashes and what sets they are in.
struct pairs {
    uint32_t count;
    uint32_t here[64];
    uint32_t there[64];
};

INLINE void unite_near(const struct hamming_join *join, struct pairs *pairs, uint32_t *parents) {
    for (uint32_t i = 0; i < pairs->count; i++) {
        const uint64_t differing = join->hashes[pairs->here[i]] ^ join->hashes[pairs->there[i]];
        if ((uint32_t)__builtin_popcountll(differing) <= join->radius) unite(parents, pairs->here[i], pairs->there[i]);
    }
    pairs->count = 0;
}

INLINE void add_pair(const struct hamming_join *join, uint32_t one, uint32_t other, struct pairs *pairs,
                     uint32_t *parents) {
    const uint32_t here = position_of(&join->table, one), there = position_of(&join->table, other);
    __builtin_prefetch(join->hashes + here);
    __builtin_prefetch(join->hashes + there);
    __builtin_prefetch(parents + here);
    __builtin_prefetch(parents + there);
    pairs->here[pairs->count] = here;
    pairs->there[pairs->count++] = there;
    if (pairs->count == 64) unite_near(join, pairs, parents);
}

INLINE void join_one(const struct hamming_join *join, uint32_t one, uint32_t entry, uint32_t end, uint32_t budget,
                     struct pairs *pairs, uint32_t *parents) {
    const struct hamming_table *table = &join->table;
    if (table->whole) {
        for (; entry < end; entry++)
            if ((uint32_t)__builtin_popcountll(table->whole[one] ^ table->whole[entry]) <= join->radius)
                unite(parents, one, entry);
        return;
    }
    const uint64_t kept = kept_of(table, one);
    for (; entry < end; entry++)
        if ((uint32_t)__builtin_popcountll(kept ^ kept_of(table, entry)) <= budget)
            add_pair(join, one, entry, pairs, parents);
}

/// Takes each pair of buckets once, and of a bucket with itself each pair of entries once.
#define JOIN_WITH(JOIN_ONE)                                                                            \
    const uint32_t *starts = join->table.starts;                                                       \
    struct pairs pairs = {0};                                                                          \
    for (uint32_t bucket = join->first; bucket < join->end; bucket++) {                                \
        const uint32_t start = starts[bucket], end = starts[bucket + 1];                               \
        if (start == end) continue;                                                                    \
        for (size_t i = 0; i < join->mask_count; i++) {                                                \
            const uint32_t other = bucket ^ join->masks[i];                                            \
            if (other < bucket) continue;                                                              \
            const uint32_t budget = join->radius - (uint32_t)__builtin_popcount(join->masks[i]);       \
            const uint32_t other_start = starts[other], other_end = starts[other + 1];                 \
            if (other_start == other_end) continue;                                                    \
            for (uint32_t one = start; one < end; one++)                                               \
                JOIN_ONE(join, one, other == bucket ? one + 1 : other_start, other_end, budget, &pairs, \
                         parents);                                                                     \
        }                                                                                              \
    }                                                                                                  \
    unite_near(join, &pairs, parents);

static void join_portable(const struct hamming_join *join, uint32_t *parents) { JOIN_WITH(join_one) }

#if defined(__x86_64__)

__attribute__((target("popcnt"))) static void join_popcnt(const struct hamming_join *join, uint32_t *parents) {
    JOIN_WITH(join_one)
}

#define WIDE __attribute__((target("avx512f,avx512vpopcntdq,popcnt")))

WIDE static inline void join_one_avx512(const struct hamming_join *join, uint32_t one, uint32_t entry, uint32_t end,
                                        uint32_t budget, struct pairs *pairs, uint32_t *parents) {
    const struct hamming_table *table = &join->table;
    if (table->whole) {
        const __m512i query = _mm512_set1_epi64((long long)table->whole[one]);
        const __m512i radius = _mm512_set1_epi64(join->radius);
        for (; entry < end; entry += 8) {
            const uint32_t left = end - entry;
            const __mmask8 live = left >= 8 ? (__mmask8)0xff : (__mmask8)((1u << left) - 1);
            const __m512i bits =
                _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(table->whole + entry), query));
            for (uint32_t hits = _mm512_mask_cmple_epu64_mask(live, bits, radius); hits; hits &= hits - 1)
                unite(parents, one, entry + (uint32_t)__builtin_ctz(hits));
        }
        return;
    }
    const __m512i near_query = _mm512_set1_epi32((int)table->near[one]);
    const __m512i bound = _mm512_set1_epi32((int)budget);
    for (; entry < end; entry += 16) {
        const uint32_t left = end - entry;
        const __mmask16 live = left >= 16 ? (__mmask16)0xffff : (__mmask16)((1u << left) - 1);
        const __m512i near =
            _mm512_popcnt_epi32(_mm512_xor_si512(_mm512_loadu_si512(table->near + entry), near_query));
        for (uint32_t hits = _mm512_mask_cmple_epu32_mask(live, near, bound); hits; hits &= hits - 1) {
            const uint32_t other = entry + (uint32_t)__builtin_ctz(hits);
            if ((uint32_t)__builtin_popcountll(kept_of(table, one) ^ kept_of(table, other)) <= budget)
                add_pair(join, one, other, pairs, parents);
        }
    }
}

WIDE static void join_avx512(const struct hamming_join *join, uint32_t *parents) { JOIN_WITH(join_one_avx512) }

#endif

void hamming_join(int level, const struct hamming_join *join, uint32_t *parents) {
#if defined(__x86_64__)
    if (level >= HAMMING_AVX512) {
        join_avx512(join, parents);
        return;
    }
    if (level >= HAMMING_POPCNT) {
        join_popcnt(join, parents);
        return;
    }
#endif
    (void)level;
    join_portable(join, parents);
}
