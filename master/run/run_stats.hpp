// RunStats: the statistics of one run, merged from the reports of all slaves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/stats/error_table.hpp"
#include "core/stats/histogram.hpp"
#include "core/stats/rate_window.hpp"
#include "core/stats/summary.hpp"
#include "core/wire/message.hpp"
#include "master/run/exception_table.hpp"
#include "master/run/latency_window.hpp"
#include "master/run/report_mark.hpp"
#include "master/run/report_sum.hpp"
#include "master/run/row_watch.hpp"
#include "master/run/run_metrics.hpp"
#include "master/run/run_view.hpp"
#include "master/run/timeline.hpp"
#include "master/threshold/threshold_judge.hpp"

namespace acrida {

/// Merges each report once per (slave, epoch, sequence), in their order, and drops those of other
/// runs: what came before one that was lost on its way will come again. Seconds are kept on the
/// master's clock: a slave's are shifted by the difference of the clocks.
/// All durations come from the monotonic clock, so that a step of the wall clock bends no rate.
/// Rows are bounded; further names share one. The total is always the sum of the rows. Reports are
/// summed up first and counted together, at the latest each second or when somebody looks; the same
/// sums are what a journal keeps, and what this is made of again from one. One owner.
class RunStats {
 public:
  static constexpr std::size_t kMaxRows = ReportSum::kMaxRows;
  static constexpr std::string_view kFurtherNames = ReportSum::kFurtherNames;
  static constexpr std::size_t kMaxSecondsPerRow = 600;

  /// With `keeps_sums` take_sums() must be called each second or so.
  explicit RunStats(bool keeps_sums = false) : keeps_sums_(keeps_sums) {}

  /// Forgets everything; from now on reports of `epoch` count.
  void begin(std::uint64_t epoch, Now now);
  /// Zeroes the numbers; rows and epoch stay.
  void reset(Now now);
  /// No more requests are expected: the elapsed time ends with the last one.
  /// All reports are in: the last second is complete, too. What else is known of it is in `moment`.
  void finish(Now now, Timeline::Moment moment = {});
  /// True when it was merged.
  bool merge(const wire::StatsReport& report, ReportMark& mark, Now now);
  void add_exception(const wire::ExceptionReport& report, const std::string& slave);
  /// Once a second: moves the windows on, adds a point to the timeline; `moment`
  /// without its second.
  void advance_second(Timeline::Moment moment, Now now);
  /// Keeps the course of this row while it is asked for; `moment` without its second.
  void watch(const std::string& method, const std::string& name, Timeline::Moment moment, Now now);
  /// What has been merged since the last call, on the master's clock.
  StatsDelta take_sums(Now now);
  /// Counts sums of a journal, as if they had been reported at that time.
  void count(const StatsDelta& sums, Now now);
  bool rounded() const { return rounded_; }
  void set_rounded(bool rounded) { rounded_ = rounded; }

  /// Counts what is counted here, is zeroed and finished with it; begun and moved on by the owner.
  ThresholdJudge& thresholds() { return thresholds_; }
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

  bool is_next(const wire::StatsReport& report, ReportMark& mark);
  std::int64_t shift_of(const wire::StatsReport& report, ReportMark& mark, Now now) const;
  void fold(Now now);
  void count_row(const RequestDelta& delta);
  void merge_second(Row& row, SecondCount second);
  void note_last_request(const StatsDelta& sums, Now now);
  Row& row(const std::string& method, const std::string& name);
  SummaryRow summary_of(Row& row, std::int64_t now_second, double elapsed_s);
  SummaryRow summary_of_total(std::int64_t now_second, double elapsed_s) const;
  std::chrono::nanoseconds elapsed(Now now) const;
  /// The master's wall clock without its steps since the start.
  WallTime wall_of(Now now) const;
  std::int64_t second_of(Now now) const;
  void clear_numbers();
  std::int64_t timeline_lag_s() const {
    return rounded_ ? Timeline::kLocustLag_s : Timeline::kLag_s;
  }
  /// From the intended starts where there are any.
  const LatencyWindow& shown_latencies() const {
    return total_.intended_starts > 0 ? intended_ : latencies_;
  }

  bool keeps_sums_;
  ReportSum sum_;    // not counted yet
  StatsDelta sums_;  // counted, not taken yet
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
  ThresholdJudge thresholds_;
  Timeline timeline_;
  RowWatch watch_;
  std::optional<std::int64_t> last_second_;  // of the run that is over
  LinkCounters link_;
  bool rounded_ = false;
};

}  // namespace acrida
