// HealthReport: what the runner says of itself in one report of each second.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include "core/base/clock.hpp"
#include "core/stats/generator_health.hpp"
#include "slave/meter/machine_meter.hpp"
#include "slave/shard/loop_lag_meter.hpp"

namespace acrida {

/// Joins the lag of the shards' loops to what the machine says. [control]
class HealthReport {
 public:
  HealthReport(std::size_t shards, Instant now) : meter_(now), shards_(shards) {}

  /// Of one shard.
  void add(const SparseHistogram& loop_lag) { loop_lag_.merge(loop_lag); }
  /// A loop has not answered for a whole report period: all of its ticks were late by that.
  void add_silent_loop(std::chrono::nanoseconds period) {
    loop_lag_.record(period, static_cast<std::uint64_t>(period / LoopLagMeter::kPeriod));
  }
  /// Since the previous call.
  GeneratorHealth take(Instant now) {
    GeneratorHealth health = meter_.take(now);
    health.cores = std::min(health.cores, static_cast<double>(shards_));
    health.loop_lag = loop_lag_.sparse();
    loop_lag_.clear();
    return health;
  }

 private:
  MachineMeter meter_;
  std::size_t shards_;
  Histogram loop_lag_;
};

}  // namespace acrida
