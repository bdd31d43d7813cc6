// Clock aliases. The pure domain never reads a clock: a Now is an argument.
#pragma once

#include <chrono>

namespace acrida {

/// Monotonic time, for durations and deadlines.
using Instant = std::chrono::steady_clock::time_point;
/// Wall-clock time, for what people and other machines read.
using WallTime = std::chrono::system_clock::time_point;

/// One reading of both clocks, taken by the shell and handed to the machines.
struct Now {
  Instant mono{};
  WallTime wall{};
};

/// Seconds since the Unix epoch, as Locust's wire protocol and web API carry time.
inline double to_epoch_seconds(WallTime t) {
  return std::chrono::duration<double>(t.time_since_epoch()).count();
}

inline WallTime from_epoch_seconds(double seconds) {
  return WallTime(
      std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(seconds)));
}

}  // namespace acrida
