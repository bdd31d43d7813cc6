// History: the last points of a run's totals, one each second, in a bounded ring.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "core/base/clock.hpp"

namespace acrida {

/// The run's totals in one second, as the charts and `_stats_history.csv` show them.
struct HistoryPoint {
  WallTime time{};
  std::uint64_t users = 0;
  double requests_per_s = 0;
  double failures_per_s = 0;
  /// Of the last ten seconds; negative when there was no request.
  double p50_ms = -1;
  double p95_ms = -1;
  double average_ms = 0;
};

/// Keeps the last kMaxPoints seconds (an hour). One owner.
class History {
 public:
  static constexpr std::size_t kMaxPoints = 3600;

  void push(const HistoryPoint& point);
  void clear() { points_.clear(); }
  const std::deque<HistoryPoint>& points() const { return points_; }

 private:
  std::deque<HistoryPoint> points_;
};

}  // namespace acrida
