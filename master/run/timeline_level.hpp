// TimelineLevel: the points of a run that have the same span.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "core/stats/histogram.hpp"
#include "master/run/timeline_point.hpp"

namespace acrida {

/// Never changed once it is shared: views hold it as long as they are read, hence the shared_ptr.
using TimelineBlock = std::shared_ptr<const std::vector<TimelinePoint>>;

/// Rolls seconds up to points of its span; percentiles of a point are those of all its requests.
/// Keeps the last `max_points` or a few more, in blocks that are shared with the views. One owner.
class TimelineLevel {
 public:
  static constexpr std::size_t kBlockPoints = 60;

  TimelineLevel(std::uint32_t span_s, std::size_t max_points)
      : span_s_(span_s), max_blocks_(max_points / kBlockPoints) {}

  /// The next second, and its latencies.
  void add(const TimelinePoint& second, const Histogram& latency);
  void clear();
  /// All complete points.
  std::vector<TimelineBlock> blocks() const;

 private:
  void push(const TimelinePoint& point);
  void close();

  std::uint32_t span_s_;
  std::size_t max_blocks_;
  std::deque<TimelineBlock> full_;
  std::vector<TimelinePoint> newest_;  // fewer than kBlockPoints
  TimelinePoint open_;                 // sums instead of rates
  Histogram open_latency_;
  std::uint32_t open_seconds_ = 0;
};

/// The percentiles and the heatmap's cells of these latencies.
void describe_latency(TimelinePoint& point, const Histogram& latency);

}  // namespace acrida
