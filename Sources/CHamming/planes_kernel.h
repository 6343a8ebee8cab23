// No guard: planes.c includes this once for each kind of processor, with LEVEL (the suffix of names), WIDTH (bytes of a
// vector), TARGET (the function attribute), SUM and MAJORITY (of three vectors: a full adder's two outputs) defined.

#define JOINED_(a, b) a##_##b
#define JOINED(a, b) JOINED_(a, b)
#define NAME(name) JOINED(name, LEVEL)
#define lanes NAME(lanes)
#define INNER TARGET static inline __attribute__((always_inline))

typedef uint64_t lanes __attribute__((vector_size(WIDTH)));

/// Adds two vectors to one; returns what carries.
INNER lanes NAME(add)(lanes *sum, lanes a, lanes b) {
    const lanes carry = MAJORITY(*sum, a, b);
    *sum = SUM(*sum, a, b);
    return carry;
}

#define PLANE(offset) (*(const lanes *)(block + (offset)))

/// Adds eight planes; returns what carries into the eights.
INNER lanes NAME(add_eight)(const char *block, const uint16_t *offsets, lanes *ones, lanes *twos, lanes *fours) {
    const lanes a = NAME(add)(ones, PLANE(offsets[0]), PLANE(offsets[1]));
    const lanes b = NAME(add)(ones, PLANE(offsets[2]), PLANE(offsets[3]));
    const lanes c = NAME(add)(twos, a, b);
    const lanes d = NAME(add)(ones, PLANE(offsets[4]), PLANE(offsets[5]));
    const lanes e = NAME(add)(ones, PLANE(offsets[6]), PLANE(offsets[7]));
    const lanes f = NAME(add)(twos, d, e);
    return NAME(add)(fours, c, f);
}

/// A bit for each hash of (a part of) a block: whether it is near.
INNER lanes NAME(sift)(const char *block, const struct hamming_sieve *sieve) {
    // Half the bits that are not set, so the counting begins with what is there.
    lanes sum[7];
    for (int bit = 0; bit < 6; bit++) sum[bit] = PLANE(PLANE_BYTES * (UNSET + 1 + bit));
    const lanes none = {0};
    lanes a = none, b = none, c = none, d = none;
    if (sieve->count > 0) a = NAME(add_eight)(block, sieve->offsets, &sum[0], &sum[1], &sum[2]);
    if (sieve->count > 8) b = NAME(add_eight)(block, sieve->offsets + 8, &sum[0], &sum[1], &sum[2]);
    if (sieve->count > 16) c = NAME(add_eight)(block, sieve->offsets + 16, &sum[0], &sum[1], &sum[2]);
    if (sieve->count > 24) d = NAME(add_eight)(block, sieve->offsets + 24, &sum[0], &sum[1], &sum[2]);
    const lanes e = NAME(add)(&sum[3], a, b), f = NAME(add)(&sum[3], c, d);
    const lanes g = NAME(add)(&sum[4], e, f);
    sum[6] = sum[5] & g;
    sum[5] ^= g;
    // Compared from the lowest bit up: a higher one overrules where it differs.
    lanes enough = ~none;
    for (int bit = 0; bit < 7; bit++) enough = MAJORITY(enough, sum[bit], none + sieve->zeros[bit]);
    return enough ^ (none + sieve->inverted);
}

#undef PLANE

TARGET static size_t NAME(sweep)(struct hamming_sweep *sweep, struct hamming_hit *hits, size_t capacity) {
    enum { PARTS = PLANE_BYTES / WIDTH, PLACES = HAMMING_SWEEP_BLOCKS * HAMMING_BLOCK_HASHES };
    size_t found = 0;
    for (; sweep->next_block < sweep->end_block; sweep->next_block += HAMMING_SWEEP_BLOCKS, sweep->next_sieve = 0) {
        const size_t first = sweep->next_block, left = sweep->end_block - first;
        const size_t blocks = left < HAMMING_SWEEP_BLOCKS ? left : HAMMING_SWEEP_BLOCKS;
        for (; sweep->next_sieve < sweep->sieve_count; sweep->next_sieve++) {
            if (capacity - found < PLACES) return found;
            const struct hamming_sieve *sieve = sweep->sieves + sweep->next_sieve;
            lanes near[HAMMING_SWEEP_BLOCKS * PARTS], any = {0};
            for (size_t part = 0; part < blocks * PARTS; part++) {
                const char *block = (const char *)sweep->planes + (first + part / PARTS) * BLOCK_BYTES;
                near[part] = NAME(sift)(block + part % PARTS * WIDTH, sieve);
                any |= near[part];
            }
            if (__builtin_reduce_or(any) == 0) continue;
            for (size_t word = 0; word < 8 * blocks; word++) {
                uint64_t bits;
                memcpy(&bits, (const char *)near + 8 * word, 8);
                for (; bits; bits &= bits - 1) {
                    // See the transposition in `fill` for which hash a bit belongs to.
                    const size_t position = (first + word / 8) * HAMMING_BLOCK_HASHES +
                                            8 * (size_t)__builtin_ctzll(bits) + word % 8;
                    hits[found] = (struct hamming_hit){(uint32_t)sweep->next_sieve, (uint32_t)position};
                    found += position < sweep->count;
                }
            }
        }
    }
    sweep->next_block = sweep->end_block;
    return found;
}

TARGET static void NAME(fill)(const uint64_t *hashes, size_t count, uint64_t *planes) {
    enum { PARTS = PLANE_BYTES / WIDTH };
    static const uint16_t offsets[8] = {0, 64, 128, 192, 256, 320, 384, 448};
    const lanes none = {0};
    for (size_t start = 0; start < count; start += HAMMING_BLOCK_HASHES, planes += HAMMING_BLOCK_WORDS) {
        const size_t here = count - start < HAMMING_BLOCK_HASHES ? count - start : HAMMING_BLOCK_HASHES;
        memset(planes + here, 0, BLOCK_BYTES - 8 * here);
        memcpy(planes, hashes + start, 8 * here);
        // A row is 8 hashes, so each of the 8 columns of words is a square of 64 × 64 bits, of hashes 8 apart. Each is
        // turned about its diagonal, all at once (Warren, "Hacker's Delight", 7-3).
        for (int part = 0; part < PARTS; part++) {
            lanes *row = (lanes *)planes + part;
            lanes mask = none + 0xffffffff;
            for (int step = 32; step; step >>= 1, mask ^= mask << step)
                for (int k = 0; k < 64; k = (k + step + 1) & ~step) {
                    const lanes turned = ((row[k * PARTS] >> step) ^ row[(k + step) * PARTS]) & mask;
                    row[k * PARTS] ^= turned << step;
                    row[(k + step) * PARTS] ^= turned;
                }
            lanes sum[7] = {none, none, none, none, none, none, none}, eights[8];
            for (int group = 0; group < 8; group++)
                eights[group] = NAME(add_eight)((const char *)(row + 8 * group * PARTS), offsets, &sum[0], &sum[1],
                                                &sum[2]);
            for (int group = 0; group < 8; group += 4) {
                const lanes a = NAME(add)(&sum[3], eights[group], eights[group + 1]);
                const lanes b = NAME(add)(&sum[3], eights[group + 2], eights[group + 3]);
                const lanes carry = NAME(add)(&sum[4], a, b);
                sum[6] |= sum[5] & carry;
                sum[5] ^= carry;
            }
            // 64 less the sum is its complement and 65, in seven bits: 64 in the highest and 1 that carries in.
            lanes carry = ~none;
            for (int bit = 0; bit < 7; bit++) {
                const lanes turned = bit < 6 ? ~sum[bit] : sum[bit];
                row[(UNSET + bit) * PARTS] = turned ^ carry;
                carry &= turned;
            }
        }
    }
}

#undef JOINED_
#undef JOINED
#undef NAME
#undef lanes
#undef INNER
