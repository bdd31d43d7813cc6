// TimelinePoint: what happened in one second of a run, or in one longer span of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "master/run/generator_verdict.hpp"

namespace acrida {

/// What the charts of the latencies show.
inline constexpr std::array<double, 7> kTimelinePercentiles = {0.50, 0.75,  0.90, 0.95,
                                                               0.99, 0.999, 1.0};

/// The heatmap: two cells in each power of two of nanoseconds, the first with everything below
/// 2^kFirstHeatBit ns (66 us), the last with everything above 67 s.
inline constexpr unsigned kFirstHeatBit = 16;
inline constexpr std::size_t kHeatCells = 42;
using HeatCells = std::array<std::uint32_t, kHeatCells>;

struct TimelinePoint {
  std::int64_t second = 0;  // the first one, since 1970
  std::uint32_t span_s = 1;
  std::uint64_t users = 0;  // at its end
  std::uint64_t target_users = 0;
  double requests_per_s = 0;
  double failures_per_s = 0;
  /// Of what the slaves reported of it; negative when there was no request.
  std::array<float, kTimelinePercentiles.size()> latency_ms{-1, -1, -1, -1, -1, -1, -1};
  HeatCells heat{};  // requests in each cell
  /// Of the worst slave; negative when none measures itself.
  float cpu_percent = -1;
  float loop_lag_ms = -1;
  float lateness_ms = -1;
  GeneratorVerdict generator = GeneratorVerdict::unknown;  // as well; of all slaves, the worst
  /// The number of the last view that was made before this point was there.
  std::uint64_t after_view = 0;
};

}  // namespace acrida
