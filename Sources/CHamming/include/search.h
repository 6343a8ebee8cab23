#pragma once

#include "hamming.h"
#include "multiindex.h"

// A search through the tables of multi-index hashing. It is one call for all of its visits, since what Swift does between
// two of them would cost more than a visit.

/// One round of a search: the buckets of a table that are `shell` bits away from the query's.
struct hamming_step {
    uint32_t table;
    uint32_t shell;
    /// What the query's bucket is turned by to get to them.
    const uint32_t *masks;
    size_t mask_count;
    /// What this is expected to cost.
    double cost;
};

/// Hashes, their tables, and the order in which these are visited: after step `r` all within `r` bits has been found.
struct hamming_index {
    const uint64_t *hashes;
    size_t count;
    struct hamming_layout layout;
    struct hamming_table tables[8];
    const struct hamming_step *steps;
    size_t step_count;
    /// What going to a bucket costs, and testing one of its entries.
    double visit_cost;
    double entry_cost;
};

/// A search on its way.
struct hamming_search {
    const struct hamming_index *index;
    uint64_t query;
    /// May be lowered between calls.
    uint32_t radius;
    /// Not 0: what is found is to be told soon, since it may lower the radius.
    uint32_t is_eager;
    /// Steps go on while what they cost stays within this.
    double allowance;
    /// Not 0 when no step is left that is within radius and allowance.
    uint32_t is_over;
    /// Where to go on: a step, a mask of it, and the entry in its bucket. Zero at first.
    uint32_t step;
    size_t next_mask;
    uint32_t next_entry;
    /// Entries that this step has looked at.
    size_t seen;
    /// What the steps before it have cost.
    double spent;
};

/// Goes on with a search: writes positions of hashes that are near, each once, and returns how many. There is always room
/// for 16 more in the `capacity`, which is 32 at least.
size_t hamming_search(int level, struct hamming_search *search, uint32_t *positions, size_t capacity);

enum {
    /// Queries that `hamming_search_together` takes at most.
    HAMMING_TOGETHER = 32,
    /// Room for hits that it uses at most.
    HAMMING_TOGETHER_HITS = 1024,
    /// What it returns where there is too much for its room, or to look at.
    HAMMING_TOO_MANY = HAMMING_TOGETHER_HITS + 1,
};

/// Searches for several queries, within a radius below the number of tables: all first wait for the bounds of their
/// buckets, then all for what is in these, and so on (Chen, Ailamaki, Gibbons, Mowry, "Improving Hash Join Performance
/// through Prefetching", 2004). Writes hits, those of a query together and queries in their order, and returns how many.
size_t hamming_search_together(int level, const struct hamming_index *index, const uint64_t *queries, size_t count,
                               uint32_t radius, struct hamming_hit *hits, size_t capacity);

/// Keeps those of the positions that no step before this one can have found, and returns how many remain.
size_t hamming_unseen(const struct hamming_index *index, uint64_t query, uint32_t step, uint32_t *positions,
                      size_t count);

/// Asks memory for the bounds of the buckets that a search at this radius begins with.
void hamming_announce_bounds(const struct hamming_index *index, uint64_t query, uint32_t radius);

/// Asks for the first entries of those buckets, when their bounds have been asked for.
void hamming_announce_entries(const struct hamming_index *index, uint64_t query, uint32_t radius);
