// GeneratorHealth: what a slave has measured of itself and its machine; a value that travels.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/stats/histogram.hpp"

namespace acrida {

/// Over the time since the previous report. Of a limit that is not known both numbers are 0.
struct GeneratorHealth {
  std::chrono::nanoseconds window{0};  // monotonic time that all of this covers
  /// How late the event loops of the shards were with a tick each 10 ms; missed ones included.
  SparseHistogram loop_lag;
  std::chrono::nanoseconds cpu{0};  // that the runner's process used
  /// Its threads together: ready to run, but on no core.
  std::chrono::nanoseconds run_queue_wait{0};
  std::chrono::nanoseconds throttled{0};  // held back by a CPU limit of its control group
  double cores = 0;                       // it can use: affinity, CPU limit, shards
  double machine_busy = 0;                // share of the machine's CPU time, 0 to 1
  double machine_stolen = 0;              // the same, taken by other guests of its host
  std::uint64_t descriptors_used = 0;     // of the runner
  std::uint64_t descriptors_limit = 0;
  std::uint64_t ports_used = 0;  // by the runner, and by TIME_WAIT; at most
  std::uint64_t ports_available = 0;
  std::uint64_t memory_used_bytes = 0;  // of the control group with the tightest limit
  std::uint64_t memory_limit_bytes = 0;
  bool operator==(const GeneratorHealth&) const = default;
};

}  // namespace acrida
