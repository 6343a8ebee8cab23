// No guard: search.c includes this once for each kind of processor, with LEVEL (the suffix of names), TARGET (the function
// attribute) and LOOK (which tests up to 16 entries of a bucket) defined.

#define JOINED_(a, b) a##_##b
#define JOINED(a, b) JOINED_(a, b)
#define NAME(name) JOINED(name, LEVEL)

/// Judges entries that may be near: replaces each by the position of its hash where that is near and no earlier step can
/// have found it, and returns how many remain. Positions at or beyond the index's count are damage, and dropped.
TARGET INLINE size_t NAME(settle)(const struct hamming_index *index, const struct aim *aim,
                                  const struct hamming_step *step, uint32_t *entries, size_t entry_count) {
    size_t kept = 0;
    for (size_t i = 0; i < entry_count; i++) {
        if (i + 4 < entry_count && !aim->table.whole) {
            const uint32_t ahead = position_of(&aim->table, entries[i + 4]);
            if (ahead < index->count) __builtin_prefetch(index->hashes + ahead);
        }
        const uint32_t position = position_of(&aim->table, entries[i]);
        if (position >= index->count) continue;
        const uint64_t differing = index->hashes[position] ^ aim->query;
        if ((uint32_t)__builtin_popcountll(differing) > aim->radius) continue;
        entries[kept] = position;
        kept += (size_t)is_unseen(&index->layout, step->table, step->shell, differing);
    }
    return kept;
}

TARGET static size_t NAME(search)(struct hamming_search *search, uint32_t *positions, size_t capacity) {
    const struct hamming_index *index = search->index;
    size_t found = 0;
    for (; search->step <= search->radius && search->step < index->step_count; search->step++) {
        const struct hamming_step *step = index->steps + search->step;
        size_t next = search->next_mask;
        uint32_t skipped = search->next_entry;
        if (next == 0 && skipped == 0) {
            if (search->spent + step->cost > search->allowance) break;
            search->seen = 0;
        }
        search->next_mask = 0;
        search->next_entry = 0;
        const struct aim aim = aim_of(search, step);
        size_t judged = found;
        for (; next < step->mask_count; next++) {
            prefetch_ahead(&aim, step, next);
            const uint32_t *bounds = aim.table.starts + (aim.bucket ^ step->masks[next]);
            const uint32_t start = bounds[0], end = bounds[1];
            uint32_t entry = start + skipped;
            skipped = 0;
            for (; entry < end; entry += 16) {
                if (capacity - found < 16) {
                    found = judged + NAME(settle)(index, &aim, step, positions + judged, found - judged);
                    judged = found;
                    if (capacity - found < 16 || (search->is_eager && found > 0)) {
                        search->next_mask = next;
                        search->next_entry = entry - start;
                        return found;
                    }
                }
                found += LOOK(&aim, entry, end - entry, positions + found);
            }
            search->seen += end - start;
        }
        if (found > judged) found = judged + NAME(settle)(index, &aim, step, positions + judged, found - judged);
        search->spent +=
            (double)step->mask_count * index->visit_cost + (double)search->seen * index->entry_cost;
        if (search->is_eager && found > 0) {
            search->step++;
            return found;
        }
    }
    search->is_over = 1;
    return found;
}

TARGET static size_t NAME(together)(const struct hamming_index *index, const uint64_t *queries, size_t count,
                                    uint32_t radius, struct hamming_hit *hits, size_t capacity) {
    const uint32_t tables = tables_within(index, radius);
    uint32_t starts[HAMMING_TOGETHER][8], ends[HAMMING_TOGETHER][8];
    for (uint32_t query = 0; query < count; query++)
        for (uint32_t table = 0; table < tables; table++) {
            starts[query][table] = bucket_of(index->layout.substrings[table], queries[query]);
            __builtin_prefetch(index->tables[table].starts + starts[query][table]);
        }
    for (uint32_t query = 0; query < count; query++)
        for (uint32_t table = 0; table < tables; table++) {
            const uint32_t *bounds = index->tables[table].starts + starts[query][table];
            starts[query][table] = bounds[0];
            ends[query][table] = bounds[1];
            if (bounds[1] - bounds[0] > MOST_TOGETHER) return HAMMING_TOO_MANY;
            prefetch_entries(&index->tables[table], bounds[0], bounds[1] - bounds[0]);
        }
    uint32_t entries[HAMMING_TOGETHER_HITS], marks[HAMMING_TOGETHER_HITS];
    size_t found = 0;
    for (uint32_t query = 0; query < count; query++) {
        const struct hamming_search search = {.index = index, .query = queries[query], .radius = radius};
        for (uint32_t table = 0; table < tables; table++) {
            const struct aim aim = aim_of(&search, index->steps + table);
            for (uint32_t entry = starts[query][table]; entry < ends[query][table]; entry += 16) {
                if (found + 16 > capacity) return HAMMING_TOO_MANY;
                uint32_t more = LOOK(&aim, entry, ends[query][table] - entry, entries + found);
                for (; more > 0; more--) {
                    if (!aim.table.whole)
                        __builtin_prefetch(aim.table.positions + (size_t)entries[found] * aim.table.position_bytes);
                    marks[found++] = query * 8 + table;
                }
            }
        }
    }
    for (size_t i = 0; i < found; i++) {
        entries[i] = position_of(&index->tables[marks[i] % 8], entries[i]);
        if (entries[i] < index->count) __builtin_prefetch(index->hashes + entries[i]);
    }
    size_t kept = 0;
    for (size_t i = 0; i < found; i++) {
        const uint32_t query = marks[i] / 8, table = marks[i] % 8;
        if (entries[i] >= index->count) continue;
        const uint64_t differing = index->hashes[entries[i]] ^ queries[query];
        hits[kept] = (struct hamming_hit){query, entries[i]};
        kept += (uint32_t)__builtin_popcountll(differing) <= radius && is_unseen(&index->layout, table, 0, differing);
    }
    return kept;
}

#undef JOINED_
#undef JOINED
#undef NAME
