// OpenMP for a program that wants none: every parallel region is one thread's, in the order in which it is written.
//
// Tesseract is built with OpenMP and enters some 9,000 parallel regions to read one line. With several threads each of
// them is a barrier, which costs eight times the CPU for no time gained; libgomp held to one thread (OMP_THREAD_LIMIT,
// which has to be in the environment before the program starts) still takes 6% to make and end its teams. A page is read
// by one thread here, and pages are read beside each other, so these take the place of libgomp's functions: what a
// program defines comes before what its libraries define. They are all of those that Tesseract 5 calls; one that a later
// Tesseract may call comes from libgomp, and finds itself in a team of one.

/// The sections of the region that this thread is in: how many there are, and how many were given out.
static __thread struct {
    unsigned count, given;
} sections;

void GOMP_parallel(void (*region)(void *), void *data, unsigned threads, unsigned flags) {
    (void)threads, (void)flags;
    region(data);
}

void GOMP_parallel_sections(void (*region)(void *), void *data, unsigned threads, unsigned count, unsigned flags) {
    (void)threads, (void)flags;
    __typeof__(sections) outer = sections;
    sections.count = count;
    sections.given = 0;
    region(data);
    sections = outer;
}

unsigned GOMP_sections_next(void) {
    return sections.given < sections.count ? ++sections.given : 0;
}

void GOMP_sections_end_nowait(void) {}

int omp_get_num_threads(void) { return 1; }
int omp_get_thread_num(void) { return 0; }
