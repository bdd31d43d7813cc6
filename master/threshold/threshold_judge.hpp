// ThresholdJudge: how a run keeps to its thresholds, each second.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/stats/histogram.hpp"
#include "core/stats/stats_delta.hpp"
#include "master/threshold/threshold.hpp"
#include "master/threshold/threshold_view.hpp"

namespace acrida {

/// Counts what all slaves reported, so a limit that none of them reaches alone is seen. A second's
/// work is the rows of the second for each threshold; memory is bounded by their stretches. Pure;
/// one owner.
///
///   judge.begin(thresholds, now);
///   judge.count(sums);                    // any number of times
///   if (auto why = judge.advance(now)) …  // each second of the run: it is to be aborted
///   judge.finish(elapsed);                // it is over
class ThresholdJudge {
 public:
  static constexpr std::size_t kMaxThresholds = 100;

  void begin(std::vector<Threshold> thresholds, Now now);
  /// The statistics were zeroed: so are its own. What has failed for good stays so.
  void reset(Now now);
  void count(const StatsDelta& sums);
  /// A second has ended. Returns why the run is to be aborted, once, in one line.
  std::optional<std::string> advance(Now now);
  /// The last verdict on the whole run. `end`: of the last request.
  void finish(Now end);
  std::vector<ThresholdView> views() const;
  /// One of them is about the failures of all requests: they decide about them, not the number 0.
  bool judges_failures() const;

 private:
  struct Second {
    RequestCounters counters{};
    SparseHistogram latency{};
  };
  struct Case {
    Threshold threshold;
    RequestCounters counters{};  // since `after`, of the whole run
    Histogram latency{};         // percentiles only
    RequestCounters second{};    // of the one that has not ended
    Histogram second_latency{};
    std::deque<Second> window{};
    std::optional<double> value{};
    ThresholdView::State state = ThresholdView::State::waiting;
    std::optional<WallTime> since{};
  };

  void judge(Case& one, std::optional<double> value, WallTime time);
  std::optional<double> value_of(const Case& one, std::chrono::duration<double> elapsed) const;

  std::vector<Case> cases_;
  Now start_{};
  Instant last_{};
  bool aborted_ = false;
};

}  // namespace acrida
