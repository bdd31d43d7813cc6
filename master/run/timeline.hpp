// Timeline: the course of a run, second by second.
#pragma once

#include <cstdint>
#include <map>

#include "master/run/latency_window.hpp"
#include "master/run/timeline_level.hpp"
#include "master/run/timeline_view.hpp"

namespace acrida {

/// A second is complete when the reports of it have had the time to come; then it never changes, and
/// what comes later is in the totals only. Its latencies are those that were reported in the second
/// after it, as histograms do not say when their requests were. An hour is kept in seconds, six hours
/// in spans of ten, three days in minutes. Seconds are those of the master's clock without its steps.
/// One owner.
class Timeline {
 public:
  static constexpr std::int64_t kLag_s = 3;
  static constexpr std::int64_t kLocustLag_s = 6;  // Locust workers report each 3 s
  static constexpr std::size_t kSeconds = 3'600;
  static constexpr std::size_t kTens = 2'160;
  static constexpr std::size_t kMinutes = 4'320;
  /// A longer time in which nobody was there to count is left out.
  static constexpr std::int64_t kLongestGap_s = 600;

  /// What is known besides the requests, at this moment.
  struct Moment {
    std::int64_t now_second = 0;
    std::uint64_t users = 0;
    std::uint64_t target_users = 0;
    float cpu_percent = -1;  // see TimelinePoint
    float loop_lag_ms = -1;
    float lateness_ms = -1;
    GeneratorVerdict generator = GeneratorVerdict::unknown;
    std::uint64_t last_view = 0;  // the number of the last view that was made
  };

  void begin(std::int64_t first_second);
  /// Requests that ended in that second; dropped when it is complete already.
  void count(std::int64_t second, std::uint64_t requests, std::uint64_t failures);
  /// Once a second, before `latencies` moves on: completes the seconds that are `lag_s` old.
  void advance(const Moment& moment, const LatencyWindow& latencies, std::int64_t lag_s);
  TimelineView view() const;

 private:
  struct Counts {
    std::uint64_t requests = 0;
    std::uint64_t failures = 0;
  };

  Moment moment_of(std::int64_t second, const Moment& now) const;
  void complete(std::int64_t second, const Moment& moment, const Histogram& latency,
                std::int64_t shared_by);

  std::int64_t next_ = 0;  // the first second that is not complete
  std::map<std::int64_t, Counts> open_;
  std::map<std::int64_t, Moment> moments_;  // of the seconds that are not complete
  TimelineLevel minutes_{60, kMinutes};
  TimelineLevel tens_{10, kTens};
  TimelineLevel seconds_{1, kSeconds};
};

}  // namespace acrida
