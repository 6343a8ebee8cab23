#include "recognised_words.h"

#include <memory>
#include <new>

#include <tesseract/ltrresultiterator.h>
#include <tesseract/resultiterator.h>

using tesseract::LTRResultIterator;
using tesseract::ResultIterator;

struct calotype_words {
  std::unique_ptr<LTRResultIterator> walk;
  /// The same one, where lines may run left: it spells their words.
  ResultIterator *both_ways = nullptr;
};

/// What Tesseract throws is want of memory; the page has no words then.
template <typename Work>
static auto guarded(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (...) {
    return {};
  }
}

calotype_words *calotype_words_open(TessBaseAPI *tesseract, bool may_run_left) {
  return guarded([=]() -> calotype_words * {
    std::unique_ptr<ResultIterator> results(tesseract->GetIterator());
    if (!results) return nullptr;
    auto words = std::make_unique<calotype_words>();
    if (may_run_left) {
      words->both_ways = results.get();
      words->walk = std::move(results);
    } else {
      // The part of it that knows of one direction only.
      words->walk = std::make_unique<LTRResultIterator>(*results);
    }
    return words.release();
  });
}

bool calotype_words_next(calotype_words *words) {
  return guarded([=] { return words->walk->Next(tesseract::RIL_WORD); });
}

TessPageIterator *calotype_words_place(calotype_words *words) { return words->walk.get(); }

char *calotype_words_text(calotype_words *words) {
  return guarded([=]() -> char * {
    return words->both_ways ? words->both_ways->GetUTF8Text(tesseract::RIL_WORD)
                            : words->walk->GetUTF8Text(tesseract::RIL_WORD);
  });
}

float calotype_words_confidence(calotype_words *words) { return words->walk->Confidence(tesseract::RIL_WORD); }

void calotype_words_close(calotype_words *words) { delete words; }
