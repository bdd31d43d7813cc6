// LatencyWindow: the latencies of the last ten seconds.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/stats/histogram.hpp"

namespace acrida {

/// One histogram per second of arrival, in a ring; the oldest is forgotten when the time moves on.
/// What has left the newest second is also in total(), so that a latency is merged into two
/// histograms when it arrives and not into three. One owner.
class LatencyWindow {
 public:
  static constexpr std::size_t kSeconds = 10;

  void merge(const SparseHistogram& latency) { slots_[newest_].merge(latency); }
  /// One second has passed.
  void advance();
  void clear();
  /// What arrived in the second that is so many seconds before the newest; empty beyond kSeconds.
  const Histogram& second_before(std::size_t seconds) const;
  /// Everything since the last clear().
  Histogram total() const;
  /// Percentile of the last kSeconds seconds; nothing when there was no request.
  struct Percentiles {
    std::chrono::nanoseconds p50{0};
    std::chrono::nanoseconds p95{0};
  };
  std::optional<Percentiles> current() const;

 private:
  std::array<Histogram, kSeconds> slots_;
  std::size_t newest_ = 0;
  Histogram older_;  // all but the newest slot
};

}  // namespace acrida
