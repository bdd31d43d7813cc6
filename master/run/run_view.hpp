// RunView: an immutable snapshot of the run: everything that a report can show.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/plan/row_range.hpp"
#include "core/stats/metric_summary.hpp"
#include "core/stats/stats_delta.hpp"
#include "core/stats/summary.hpp"
#include "master/run/exception_table.hpp"
#include "master/run/generator_view.hpp"
#include "master/run/marker_log.hpp"
#include "master/run/row_course.hpp"
#include "master/run/run_state.hpp"
#include "master/run/timeline_view.hpp"
#include "master/threshold/threshold_view.hpp"

namespace acrida {

struct SlaveView {
  std::string id;
  std::uint64_t index = 0;
  std::string state;
  bool present = false;
  bool is_acrida = false;
  std::string machine = {};  // of the fleet that it is on; "" = none
  std::string version;
  std::uint64_t users = 0;
  UserCounts user_counts;
  double cpu_percent = 0;
  std::uint64_t memory_bytes = 0;
  /// As its heartbeats tell; nothing while they do not.
  std::optional<double> round_trip_ms = {};
  std::optional<double> clock_offset_ms = {};  // its clock minus the master's
};

/// Frames and reports that were not counted, and why.
struct LinkCounters {
  std::uint64_t garbage = 0;            // frames that are no message
  std::uint64_t unknown_senders = 0;    // messages of slaves that are not registered
  std::uint64_t duplicate_reports = 0;  // dropped
  std::uint64_t early_reports = 0;      // dropped: one before them was lost; all come again
  std::uint64_t lost_reports = 0;       // that no slave had any more when they were missed
  std::uint64_t other_run_reports = 0;  // dropped: they belong to another run
  /// Slaves that had users in the run and are missing: up to a report interval of what each did, and
  /// what it may still do, is not counted unless it comes back.
  std::uint64_t lost_slaves = 0;
};

/// A data file whose rows are each used once in the test.
struct FeederView {
  std::string name;
  std::uint64_t rows = 0;
  std::uint64_t free = 0;  // nobody has them
  std::uint64_t held = 0;  // by slaves; most of them not used yet
  std::uint64_t used = 0;
  std::uint64_t uncertain = 0;  // may have been used by a slave that was lost; not given out again
  std::uint64_t rounds = 0;     // completed; with reuse
  std::vector<RowRange> uncertain_ranges;
};

/// A class of users with an executor.
struct ScenarioView {
  std::string user_class;
  std::string executor;  // in words
  ScenarioDelta counts;  // of the whole run
  /// Iterations that should have begun by now, or by the stop; nothing when no executor says so.
  std::optional<std::uint64_t> planned;
};

/// What Locust's --json shows of a row beyond its summary; only in views made with details.
struct RowDetail {
  std::string method;
  std::string name;
  RequestCounters counters;
  SparseHistogram latency;
  std::vector<SecondCount> seconds;  // the newest RunStats::kMaxSecondsPerRow, master's clock
};

/// The row of all requests, as Locust names it.
inline SummaryRow empty_total() {
  SummaryRow total;
  total.name = "Aggregated";
  return total;
}

/// Made by the run's thread each second and read by any: shared_ptr, because the last reader, who
/// may be a slow download, decides when it goes.
struct RunView {
  /// Of the views of this process, ascending; the first one's number, and of any process before it,
  /// is at most first_number.
  std::uint64_t number = 0;
  std::uint64_t first_number = 0;
  std::uint64_t epoch = 0;  // of the run; 0 = there was none
  WallTime taken_at{};
  RunState state = RunState::kReady;
  std::uint64_t users = 0;  // as reported by the slaves
  std::uint64_t target_users = 0;
  double spawn_rate = 0;
  std::optional<WallTime> start_time;  // of the last run
  std::optional<WallTime> end_time;    // while it is not active
  std::chrono::nanoseconds elapsed{0};
  std::optional<std::chrono::nanoseconds> remaining;  // of the run time, while the run is active
  std::string host;
  std::optional<std::chrono::seconds> run_time;
  std::string test_path;
  std::string test_name;  // as it was asked for; "" in runs of older versions
  std::vector<std::string> user_classes;
  std::string version;

  std::vector<SummaryRow> rows;  // sorted by name, then method
  SummaryRow total = empty_total();
  std::vector<MetricSummary> transactions;  // sorted by name
  std::vector<MetricSummary> metrics;       // the other kinds, sorted by kind, name and unit
  std::vector<ErrorDelta> errors;
  std::vector<ExceptionGroup> exceptions;
  std::vector<SlaveView> slaves;  // by index; those that are missing too
  TimelineView timeline;
  std::vector<RowCourse> row_courses;  // of those that somebody looks at
  Markers markers;
  /// Of the last ten seconds; nothing without requests.
  std::optional<double> current_p50_ms;
  std::optional<double> current_p95_ms;
  /// The load generator's own lateness.
  double lateness_p99_ms = 0;
  double lateness_max_ms = 0;
  GeneratorView generator;
  LinkCounters link;
  /// It is plain beyond this machine: slaves may be anybody.
  bool insecure_link = false;
  /// Runners that crashed in the run; their users started again.
  std::uint64_t crashes = 0;
  std::vector<FeederView> feeders;
  std::vector<ScenarioView> scenarios;  // in the order of the test
  /// Some latencies came rounded from a Locust worker.
  bool rounded_latencies = false;
  std::vector<RowDetail> details;
  std::vector<ThresholdView> thresholds;  // as they were given
  /// One of them is about the failures of all requests.
  bool thresholds_judge_failures = false;

  /// No transaction failed and no user code threw, and no request failed, unless a threshold says
  /// how many may.
  bool succeeded() const {
    std::uint64_t failures = thresholds_judge_failures ? 0 : total.failures;
    for (const MetricSummary& transaction : transactions) failures += transaction.failures;
    return failures == 0 && exceptions.empty();
  }
  /// A threshold was not kept, or, when the run is over, had nothing to judge.
  bool missed_a_threshold() const {
    const bool is_over = end_time.has_value();
    for (const ThresholdView& threshold : thresholds)
      if (threshold.has_failed(is_over)) return true;
    return false;
  }
  std::size_t present_slaves() const {
    std::size_t count = 0;
    for (const SlaveView& slave : slaves) count += slave.present ? 1 : 0;
    return count;
  }
};

using RunViewPtr = std::shared_ptr<const RunView>;

}  // namespace acrida
