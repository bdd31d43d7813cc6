// TimelineLevel: the points of a run that have the same span.
#include "master/run/timeline_level.hpp"

#include <algorithm>
#include <bit>
#include <chrono>

namespace acrida {
namespace {

std::size_t heat_cell_of(std::chrono::nanoseconds latency) {
  const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(latency.count(), 0));
  const auto bits = static_cast<unsigned>(std::bit_width(ns));
  if (bits <= kFirstHeatBit) return 0;
  const std::uint64_t is_upper_half = ns >> (bits - 2) & 1;
  const std::size_t cell = 1 + 2 * (bits - 1 - kFirstHeatBit) + is_upper_half;
  return std::min(cell, kHeatCells - 1);
}

}  // namespace

void describe_latency(TimelinePoint& point, const Histogram& latency) {
  if (latency.empty()) return;
  std::array<std::chrono::nanoseconds, kTimelinePercentiles.size()> values;
  latency.percentiles(kTimelinePercentiles, values);
  for (std::size_t i = 0; i < values.size(); ++i)
    point.latency_ms[i] = std::chrono::duration<float, std::milli>(values[i]).count();
  point.heat = {};
  for (const BucketCount& bucket : latency.sparse()) {
    std::uint32_t& cell = point.heat[heat_cell_of(Histogram::value_of(bucket.bucket))];
    cell += static_cast<std::uint32_t>(std::min<std::uint64_t>(bucket.count, UINT32_MAX - cell));
  }
}

void TimelineLevel::add(const TimelinePoint& second, const Histogram& latency) {
  if (span_s_ == 1) return push(second);
  const std::int64_t start = second.second - second.second % span_s_;
  if (open_seconds_ > 0 && open_.second != start) close();
  open_.second = start;
  open_.users = second.users;
  open_.target_users = second.target_users;
  open_.requests_per_s += second.requests_per_s;
  open_.failures_per_s += second.failures_per_s;
  open_.cpu_percent = std::max(open_.cpu_percent, second.cpu_percent);
  open_.loop_lag_ms = std::max(open_.loop_lag_ms, second.loop_lag_ms);
  open_.lateness_ms = std::max(open_.lateness_ms, second.lateness_ms);
  open_.generator = std::max(open_.generator, second.generator);
  open_.after_view = second.after_view;
  open_latency_.merge(latency);
  ++open_seconds_;
}

void TimelineLevel::close() {
  open_.span_s = span_s_;
  open_.requests_per_s /= open_seconds_;
  open_.failures_per_s /= open_seconds_;
  describe_latency(open_, open_latency_);
  push(open_);
  open_ = {};
  open_latency_.clear();
  open_seconds_ = 0;
}

void TimelineLevel::push(const TimelinePoint& point) {
  newest_.push_back(point);
  if (newest_.size() < kBlockPoints) return;
  full_.push_back(std::make_shared<const std::vector<TimelinePoint>>(std::move(newest_)));
  newest_.clear();
  if (full_.size() > max_blocks_) full_.pop_front();
}

void TimelineLevel::clear() {
  full_.clear();
  newest_.clear();
  open_ = {};
  open_latency_.clear();
  open_seconds_ = 0;
}

std::vector<TimelineBlock> TimelineLevel::blocks() const {
  std::vector<TimelineBlock> all(full_.begin(), full_.end());
  if (!newest_.empty()) all.push_back(std::make_shared<const std::vector<TimelinePoint>>(newest_));
  return all;
}

}  // namespace acrida
