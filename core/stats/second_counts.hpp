// SecondCounts: requests per second of the wall clock, as a delta carries them.
#pragma once

#include <vector>

#include "core/stats/stats_delta.hpp"

namespace acrida {

/// Ascending by second, at most kMaxSecondsPerDelta.
using SecondCounts = std::vector<SecondCount>;

/// Adds to the entry of that second. Beyond kMaxSecondsPerDelta the two oldest seconds become one,
/// so that the sum stays exact.
void add_second(SecondCounts& seconds, const SecondCount& more);

}  // namespace acrida
