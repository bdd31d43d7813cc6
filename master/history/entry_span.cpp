// EntrySpan: which part of a run an entry of the file is the sum of.
#include "master/history/entry_span.hpp"

#include <algorithm>
#include <tuple>

namespace acrida {

std::vector<EntrySpan> cover(std::vector<EntrySpan> spans, WallTime start,
                             const std::function<bool(const EntrySpan&, WallTime begin)>& fits) {
  std::sort(spans.begin(), spans.end(), [](const EntrySpan& a, const EntrySpan& b) {
    return std::tuple(a.first, -a.level) < std::tuple(b.first, -b.level);
  });
  std::vector<EntrySpan> chosen;
  std::int64_t covered = 0;
  for (auto at = spans.begin(); at != spans.end();) {
    const auto end = std::find_if(at, spans.end(),
                                  [&](const EntrySpan& span) { return span.first != at->first; });
    if (at->first > covered) {
      const auto found =
          std::find_if(at, end, [&](const EntrySpan& span) { return fits(span, start); });
      const EntrySpan& span = found == end ? *std::prev(end) : *found;
      covered = span.last;
      start = span.time;
      chosen.push_back(span);
    }
    at = end;
  }
  return chosen;
}

}  // namespace acrida
