#define _GNU_SOURCE  // madvise's MADV_HUGEPAGE
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "multiindex.h"

// From here on memory is asked of the system in large pages: a search touches it in no order, and with pages of 4 kB
// each touch would also miss the page tables' own cache.
static const size_t large = (size_t)2 << 20;

void *hamming_allocate(size_t bytes) {
    if (bytes < large) return calloc(1, bytes ? bytes : 1);
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
