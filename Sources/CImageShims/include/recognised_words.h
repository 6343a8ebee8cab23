#pragma once

#include <stdbool.h>

#include <tesseract/capi.h>

// The words of a page that Tesseract has read, in its order.
//
// Tesseract's C interface has one way to walk them, and that one counts the page's words from the first again at each, to
// know which way each line runs: 7 % of a page's time. Its C++ interface has a second, for lines that run from left to
// right. It may throw where memory is short; what is thrown is caught on this side.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct calotype_words calotype_words;

/// On the first word; NULL where there is none. What `tesseract` has read must outlive it.
///
/// `may_run_left`: lines may run from right to left, or both ways.
calotype_words *calotype_words_open(TessBaseAPI *tesseract, bool may_run_left);

/// Goes on to the next word; false behind the last.
bool calotype_words_next(calotype_words *words);

/// Where the word stands. Not to be freed.
TessPageIterator *calotype_words_place(calotype_words *words);

/// UTF-8, to be freed by TessDeleteText; NULL for none.
char *calotype_words_text(calotype_words *words);

/// 0 to 100, as a rule.
float calotype_words_confidence(calotype_words *words);

void calotype_words_close(calotype_words *words);

#ifdef __cplusplus
}
#endif
