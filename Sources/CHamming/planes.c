#include "planes.h"

#include <string.h>

#include "hamming.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Bits are added as a circuit of full adders would, each of whose wires is a vector of 512 hashes' bits: carry-save
// adders in a tree (Harley and Seal; Muła, Kurz, Lemire, "Faster Population Counts Using AVX2 Instructions", 2018), laid
// across hashes where those papers lay it along one array.
//
// The distance of h and q is |h| + |q| - 2 |h & q|, and |h & q| is the sum of the planes where q has a bit. A block
// also has the planes of 64 - |h|, so that `distance <= radius` is `2 |h & q| + (64 - |h|) >= |q| + 64 - radius`.

enum { UNSET = 64, ZEROS = 71, PLANE_BYTES = 64, BLOCK_BYTES = 8 * HAMMING_BLOCK_WORDS };

#define LEVEL portable
#define WIDTH 16
#define TARGET
#define SUM(a, b, c) ((a) ^ (b) ^ (c))
#define MAJORITY(a, b, c) (((a) & (b)) | ((c) & ((a) | (b))))
#include "planes_kernel.h"

#if defined(__x86_64__)

#undef LEVEL
#undef WIDTH
#undef TARGET
#define LEVEL avx2
#define WIDTH 32
#define TARGET __attribute__((target("avx2,popcnt")))
#include "planes_kernel.h"

#undef LEVEL
#undef WIDTH
#undef TARGET
#undef SUM
#undef MAJORITY
#define LEVEL avx512
#define WIDTH 64
#define TARGET __attribute__((target("avx512f,avx512vpopcntdq,popcnt")))
// Any function of three bits is one instruction, which the compiler finds for the sum alone.
#define TERNARY(a, b, c, table) ((lanes)_mm512_ternarylogic_epi64((__m512i)(a), (__m512i)(b), (__m512i)(c), table))
#define SUM(a, b, c) TERNARY(a, b, c, 0x96)
#define MAJORITY(a, b, c) TERNARY(a, b, c, 0xe8)
#include "planes_kernel.h"

#endif

void hamming_set_sieve(struct hamming_sieve *sieve, uint64_t query, uint32_t radius) {
    if (radius > 64) radius = 64;
    sieve->radius = radius;
    // Turned over, a query is as far from a hash as it was near: `64 - distance`. So at most 32 planes are to be added,
    // and where it is 32 either way, that one is taken whose sum is even and needs no other plane.
    uint32_t weight = (uint32_t)__builtin_popcountll(query);
    sieve->inverted = weight > 32 || (weight == 32 && radius % 2 == 1) ? ~(uint64_t)0 : 0;
    query ^= sieve->inverted;
    weight = (uint32_t)__builtin_popcountll(query);
    const uint32_t least = sieve->inverted ? weight + radius + 1 : weight + 64 - radius;
    sieve->count = 0;
    for (; query; query &= query - 1)
        sieve->offsets[sieve->count++] = (uint16_t)(PLANE_BYTES * __builtin_ctzll(query));
    // What is compared is half the sum; its lowest bit matters where it may carry.
    if (least % 2 == 1) sieve->offsets[sieve->count++] = PLANE_BYTES * UNSET;
    for (uint32_t i = sieve->count; i < 32; i++) sieve->offsets[i] = PLANE_BYTES * ZEROS;
    for (uint32_t bit = 0; bit < 7; bit++) sieve->zeros[bit] = ((least + 1) / 2 >> bit & 1) ? 0 : ~(uint64_t)0;
}

void hamming_fill_planes(int level, const uint64_t *hashes, size_t count, uint64_t *planes) {
    switch (level) {
#if defined(__x86_64__)
    case HAMMING_AVX512: fill_avx512(hashes, count, planes); return;
    case HAMMING_AVX2: fill_avx2(hashes, count, planes); return;
#endif
    default: fill_portable(hashes, count, planes);
    }
}

size_t hamming_sweep(int level, struct hamming_sweep *sweep, struct hamming_hit *hits, size_t capacity) {
    switch (level) {
#if defined(__x86_64__)
    case HAMMING_AVX512: return sweep_avx512(sweep, hits, capacity);
    case HAMMING_AVX2: return sweep_avx2(sweep, hits, capacity);
#endif
    default: return sweep_portable(sweep, hits, capacity);
    }
}
