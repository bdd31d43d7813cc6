// SecondCounts: requests per second of the wall clock, as a delta carries them.
#include "core/stats/second_counts.hpp"

#include <algorithm>

namespace acrida {
namespace {

void join(SecondCount& into, const SecondCount& from) {
  into.requests += from.requests;
  into.failures += from.failures;
}

}  // namespace

void add_second(SecondCounts& seconds, const SecondCount& more) {
  auto at = seconds.end();  // almost always the newest
  while (at != seconds.begin() && (at - 1)->epoch_second >= more.epoch_second) --at;
  if (at != seconds.end() && at->epoch_second == more.epoch_second) {
    join(*at, more);
  } else if (seconds.size() < kMaxSecondsPerDelta) {
    seconds.insert(at, more);
  } else if (at == seconds.begin()) {
    join(seconds.front(), more);
  } else {
    join(seconds[1], seconds[0]);
    *std::move(seconds.begin() + 1, at, seconds.begin()) = more;
  }
}

}  // namespace acrida
