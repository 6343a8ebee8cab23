#include "buffers.h"

#include <malloc.h>

void calotype_keep_buffers(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
}
