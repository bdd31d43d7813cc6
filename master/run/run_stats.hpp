// RunStats: the statistics of one run, merged from the reports of all slaves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/stats/error_table.hpp"
#include "core/stats/histogram.hpp"
#include "core/stats/history.hpp"
#include "core/stats/rate_window.hpp"
#include "core/stats/summary.hpp"
#include "core/wire/message.hpp"
#include "master/run/exception_table.hpp"
#include "master/run/latency_window.hpp"
#include "master/run/run_metrics.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// Where the reports of one slave stand: kept by the caller, one per slave.
struct ReportMark {
  std::uint64_t& epoch;
  std::uint64_t& sequence;
};

/// Merges each report once per (slave, epoch, sequence) and drops those of other runs. Seconds are
/// kept on the master's clock: a slave's are shifted by the difference to when it took the report.
/// All durations come from the monotonic clock, so that a step of the wall clock bends no rate.
/// Rows are bounded; further names share one. The total is always the sum of the rows. One owner.
class RunStats {
 public:
  static constexpr std::size_t kMaxRows = 10'000;
  static constexpr std::string_view kFurtherNames = "(further names)";
  static constexpr std::size_t kMaxSecondsPerRow = 600;

  /// Forgets everything; from now on reports of `epoch` count.
  void begin(std::uint64_t epoch, Now now);
  /// Zeroes the numbers; rows and epoch stay.
  void reset(Now now);
  /// No more requests are expected: the elapsed time ends with the last one.
  void finish(Now now);
  /// True when it was merged.
  bool merge(const wire::StatsReport& report, ReportMark mark, Now now);
  void add_exception(const wire::ExceptionReport& report, const std::string& slave);
  /// Once a second: moves the windows on and adds a point to the history.
  void advance_second(std::uint64_t users, Now now);

  LinkCounters& link() { return link_; }
  /// Fills what the view says of statistics.
  void describe(RunView& view, bool with_details, Now now);

 private:
  struct Row {
    std::string method;
    std::string name;
    RequestCounters counters;
    Histogram latency;
    Histogram intended;  // empty, or of all requests
    RateWindow requests;
    RateWindow failures;
    std::deque<SecondCount> seconds;
    SummaryRow summary;
    bool changed = true;  // the summary is older than the numbers
  };
  using Key = std::pair<std::string, std::string>;  // name, method: the order of the tables
  /// Compares with views too, so that finding a row allocates nothing.
  struct KeyOrder {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      const int names = std::string_view(a.first).compare(std::string_view(b.first));
      if (names != 0) return names < 0;
      return std::string_view(a.second) < std::string_view(b.second);
    }
  };

  bool is_new(const wire::StatsReport& report, ReportMark mark);
  void merge_row(const RequestDelta& delta, std::int64_t shift_s, std::int64_t now_second);
  void merge_second(Row& row, SecondCount second);
  void note_last_request(const wire::StatsReport& report, double slave_now_s, Now now);
  Row& row(const std::string& method, const std::string& name);
  SummaryRow summary_of(Row& row, std::int64_t now_second, double elapsed_s);
  SummaryRow summary_of_total(std::int64_t now_second, double elapsed_s) const;
  std::chrono::nanoseconds elapsed(Now now) const;
  /// The master's wall clock without its steps since the start.
  WallTime wall_of(Now now) const;
  std::int64_t second_of(Now now) const;
  void clear_numbers();
  /// From the intended starts where there are any.
  const LatencyWindow& shown_latencies() const {
    return total_.intended_starts > 0 ? intended_ : latencies_;
  }

  std::uint64_t epoch_ = 0;
  Now start_{};
  Instant last_request_{};
  bool finished_ = true;
  std::map<Key, Row, KeyOrder> rows_;
  RequestCounters total_;
  RateWindow total_requests_;
  RateWindow total_failures_;
  LatencyWindow latencies_;
  LatencyWindow intended_;  // empty as long as no request had an intended start
  Histogram lateness_;
  ErrorTable errors_;
  ExceptionTable exceptions_;
  RunMetrics metrics_;
  History history_;
  LinkCounters link_;
  bool rounded_ = false;
};

}  // namespace acrida
