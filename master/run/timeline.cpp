// Timeline: the course of a run, second by second.
#include "master/run/timeline.hpp"

#include <algorithm>

namespace acrida {

void Timeline::begin(std::int64_t first_second) {
  next_ = first_second;
  open_.clear();
  moments_.clear();
  minutes_.clear();
  tens_.clear();
  seconds_.clear();
}

void Timeline::count(std::int64_t second, std::uint64_t requests, std::uint64_t failures) {
  if (second < next_ || second - next_ > kLongestGap_s) return;
  Counts& counts = open_[second];
  counts.requests += requests;
  counts.failures += failures;
}

void Timeline::advance(const Moment& moment, const LatencyWindow& latencies, std::int64_t lag_s) {
  moments_[moment.now_second] = moment;
  const std::int64_t end = moment.now_second - lag_s + 1;
  if (end <= next_) return;
  if (end - next_ > kLongestGap_s) next_ = open_.empty() ? end - 1 : open_.begin()->first;
  const std::int64_t count = end - next_;
  // Many at once: this master did not run, or reads a journal. What came then is of all of them.
  const bool is_gap = count > static_cast<std::int64_t>(LatencyWindow::kSeconds) / 2;
  Histogram together;
  for (std::int64_t back = 0; is_gap && back < lag_s; ++back)
    together.merge(latencies.second_before(static_cast<std::size_t>(back)));
  while (next_ < end) {
    const auto back = static_cast<std::size_t>(moment.now_second - next_ - 1);
    complete(next_, moment_of(next_, moment), is_gap ? together : latencies.second_before(back),
             is_gap ? count : 1);
    ++next_;
  }
  open_.erase(open_.begin(), open_.lower_bound(next_));
  moments_.erase(moments_.begin(), moments_.lower_bound(next_));
}

/// As it was at the end of that second.
Timeline::Moment Timeline::moment_of(std::int64_t second, const Moment& now) const {
  const auto found = moments_.lower_bound(second);
  Moment moment = found == moments_.end() ? now : found->second;
  moment.last_view = now.last_view;
  return moment;
}

void Timeline::complete(std::int64_t second, const Moment& moment, const Histogram& latency,
                        std::int64_t shared_by) {
  TimelinePoint point;
  point.second = second;
  point.users = moment.users;
  point.target_users = moment.target_users;
  if (const auto found = open_.find(second); found != open_.end()) {
    point.requests_per_s = static_cast<double>(found->second.requests);
    point.failures_per_s = static_cast<double>(found->second.failures);
  }
  describe_latency(point, latency);
  for (std::uint32_t& cell : point.heat) cell /= static_cast<std::uint32_t>(shared_by);
  point.cpu_percent = moment.cpu_percent;
  point.loop_lag_ms = moment.loop_lag_ms;
  point.lateness_ms = moment.lateness_ms;
  point.generator = moment.generator;
  point.after_view = moment.last_view;
  seconds_.add(point, latency);
  tens_.add(point, latency);
  minutes_.add(point, latency);
}

TimelineView Timeline::view() const {
  return {{minutes_.blocks(), tens_.blocks(), seconds_.blocks()}};
}

}  // namespace acrida
