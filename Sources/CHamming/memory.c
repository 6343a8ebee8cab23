#define _GNU_SOURCE  // madvise's MADV_HUGEPAGE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "multiindex.h"

// From here on memory is asked of the system in large pages: a search touches it in no order, and with pages of 4 kB
// each touch would also miss the page tables' own cache.
static const size_t large = (size_t)2 << 20;

void *hamming_allocate(size_t bytes) {
    if (bytes < large) {
        const size_t whole = (bytes / 64 + 1) * 64;
        void *memory = aligned_alloc(64, whole);
        return memory ? memset(memory, 0, whole) : NULL;
    }
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
#if defined(MADV_HUGEPAGE)
    (void)madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return memory;
}

void hamming_free(void *memory, size_t bytes) {
    if (bytes < large)
        free(memory);
    else
        munmap(memory, bytes);
}

int hamming_processors(void) {
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1 ? 1 : processors > 1024 ? 1024 : (int)processors;
}

typedef uint64_t words __attribute__((vector_size(64)));

uint64_t hamming_checksum(uint64_t sum, const void *bytes, size_t count) {
    // Eight sums beside each other; each step can be undone, so that two inputs that differ in one word differ in the
    // end. The constants are SplitMix64's (Steele, Lea, Flood 2014).
    words sums = {1, 2, 3, 4, 5, 6, 7, 8};
    sums += sum;
    const char *next = bytes;
    for (size_t left = count; left > 0;) {
        const size_t here = left < sizeof(words) ? left : sizeof(words);
        words data = {0};
        memcpy(&data, next, here);
        sums ^= data;
        sums ^= sums >> 29;
        // Times 2^32 + 2^13 + 1, which is odd, by shifts: not every processor multiplies such lanes.
        sums += (sums << 32) + (sums << 13) + 0x9e3779b97f4a7c15;
        next += here;
        left -= here;
    }
    uint64_t folded = sum ^ (uint64_t)count;
    for (int lane = 0; lane < 8; lane++) {
        folded = (folded ^ sums[lane]) * 0xbf58476d1ce4e5b9;
        folded ^= folded >> 31;
    }
    return folded;
}
