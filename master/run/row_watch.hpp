// RowWatch: the course of the few rows that somebody looks at.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/stats/stats_delta.hpp"
#include "master/run/latency_window.hpp"
#include "master/run/row_course.hpp"
#include "master/run/timeline.hpp"

namespace acrida {

/// A timeline for each of them: its counts begin as far back as they are known, its latencies when
/// somebody asks first. Who is not asked for within kForgotten is forgotten; one more than kMaxRows
/// takes the place of the one that was asked for longest ago. One owner.
///
///   watch.ask("GET", "/item", seconds, moment, lag_s, now);  // each time that somebody looks
///   watch.count(delta);
///   watch.advance(moment, lag_s, now);  // once a second
class RowWatch {
 public:
  static constexpr std::size_t kMaxRows = 16;
  static constexpr std::chrono::seconds kForgotten{60};

  /// `seconds`: what is known of the row before, ascending. `moment` has its second.
  void ask(const std::string& method, const std::string& name, std::span<const SecondCount> seconds,
           const Timeline::Moment& moment, std::int64_t lag_s, Instant now);
  void count(const RequestDelta& delta);
  void advance(const Timeline::Moment& moment, std::int64_t lag_s, Instant now);
  void clear() { rows_.clear(); }
  std::vector<RowCourse> courses() const;

 private:
  struct Row {
    Timeline timeline;
    LatencyWindow latencies;
    Instant asked{};
  };
  std::map<std::pair<std::string, std::string>, Row> rows_;  // by method and name
};

}  // namespace acrida
