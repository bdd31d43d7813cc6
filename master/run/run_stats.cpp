// RunStats: the statistics of one run, merged from the reports of all slaves.
#include "master/run/run_stats.hpp"

#include <algorithm>
#include <cmath>

namespace acrida {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

/// A Locust worker's clock is only known by the newest second of its report, which may be as old
/// as its report interval; within this it is taken to be right.
constexpr double kLocustClockTolerance_s = 5;
/// Heartbeats of a slave during which the gap in its reports stays: what is missing is gone for good.
constexpr unsigned kFutileBeats = 20;
/// A last request further away than this is not worth a thought.
constexpr double kOldestRequest_s = 3600;
/// A slave's seconds are moved otherwise when its clock is found to be off by more than this.
constexpr double kShiftTolerance_s = 0.75;
/// Beyond this a slave's clock is nonsense, and adding to it could overflow.
constexpr double kMaxClockShift_s = 1e10;

double to_ms(nanoseconds value) {
  return std::chrono::duration<double, std::milli>(value).count();
}

}  // namespace

void RunStats::begin(std::uint64_t epoch, Now now) {
  epoch_ = epoch;
  rows_.clear();
  link_ = LinkCounters{};
  rounded_ = false;
  clear_numbers();
  finished_ = false;
  start_ = now;
  last_request_ = now.mono;
  timeline_.begin(second_of(now));
  watch_.clear();
  last_second_.reset();
}

void RunStats::reset(Now now) {
  fold(now);
  auto scenarios = std::move(sums_.scenarios);  // are not statistics
  clear_numbers();
  sums_.scenarios = std::move(scenarios);
  start_ = now;
  last_request_ = now.mono;
  thresholds_.reset(now);
  for (auto& [key, row] : rows_) {
    row.counters = RequestCounters{};
    row.latency.clear();
    row.intended.clear();
    row.requests.clear();
    row.failures.clear();
    row.seconds.clear();
    row.changed = true;
  }
}

void RunStats::clear_numbers() {
  sum_.take();
  sums_ = {};
  total_ = RequestCounters{};
  total_requests_.clear();
  total_failures_.clear();
  latencies_.clear();
  intended_.clear();
  lateness_.clear();
  errors_.clear();
  exceptions_.clear();
  metrics_.clear();
}

void RunStats::finish(Now now, Timeline::Moment moment) {
  fold(now);
  moment.now_second = second_of(now);
  timeline_.advance(moment, shown_latencies(), 1);
  finished_ = true;
  last_second_ = second_of(now) - 1;
  last_request_ = std::min(last_request_, now.mono);
  thresholds_.finish({last_request_, now.wall});
}

bool RunStats::merge(const wire::StatsReport& report, ReportMark& mark, Now now) {
  if (!is_next(report, mark)) return false;
  sum_.add(report.delta,
           {shift_of(report, mark, now), second_of(now), wall_of(now), report.taken_at});
  rounded_ = rounded_ || (!report.exact && !report.delta.requests.empty());
  return true;
}

void RunStats::fold(Now now) {
  StatsDelta sums = sum_.take();
  if (sums.empty()) return;
  count(sums, now);
  if (!keeps_sums_) return;
  if (sums_.empty())
    sums_ = std::move(sums);
  else
    acrida::merge(sums_, sums);
}

StatsDelta RunStats::take_sums(Now now) {
  fold(now);
  return std::exchange(sums_, {});
}

void RunStats::count(const StatsDelta& sums, Now now) {
  for (const RequestDelta& delta : sums.requests) count_row(delta);
  thresholds_.count(sums);
  for (const ErrorDelta& error : sums.errors) errors_.merge(error);
  lateness_.merge(sums.lateness);
  metrics_.merge(sums.metrics, wall_of(now));
  note_last_request(sums, now);
}

std::int64_t RunStats::shift_of(const wire::StatsReport& report, ReportMark& mark, Now now) const {
  const double now_s = to_epoch_seconds(wall_of(now));
  const auto limited = [](double shift) {
    return static_cast<std::int64_t>(
        std::llround(std::clamp(shift, -kMaxClockShift_s, kMaxClockShift_s)));
  };
  if (const auto slave_wall = mark.clock.wall_at(now.mono)) {
    const double shift = now_s - to_epoch_seconds(*slave_wall);
    const auto has = [&] { return std::abs(shift - static_cast<double>(*mark.shift_s)); };
    if (!mark.shift_s || has() > kShiftTolerance_s) mark.shift_s = limited(shift);
    return *mark.shift_s;
  }
  if (mark.shift_s) return *mark.shift_s;  // as the master before this one knew it
  const double taken_s = to_epoch_seconds(report.taken_at);
  if (taken_s == 0) return 0;
  const double shift = now_s - taken_s;
  if (report.epoch == 0 && std::abs(shift) < kLocustClockTolerance_s) return 0;
  return limited(shift);
}

bool RunStats::is_next(const wire::StatsReport& report, ReportMark& mark) {
  if (report.epoch == 0) return true;  // from a Locust worker: cannot be told from a repetition
  if (report.epoch != epoch_) {
    ++link_.other_run_reports;
    return false;
  }
  if (mark.epoch != report.epoch) {
    mark.epoch = report.epoch;
    mark.sequence = 0;
  }
  if (report.sequence <= mark.sequence) {
    ++link_.duplicate_reports;
    return false;
  }
  if (report.sequence > mark.sequence + 1) {
    ++link_.early_reports;
    mark.is_early = true;
    if (mark.futile_beats < kFutileBeats) return false;
    link_.lost_reports += report.sequence - mark.sequence - 1;
  }
  mark.sequence = report.sequence;
  mark.is_early = false;
  mark.futile_beats = 0;
  return true;
}

void RunStats::count_row(const RequestDelta& delta) {
  Row& target = row(delta.method, delta.name);
  target.changed = true;
  const SparseHistogram& intended = delta.intended.empty() ? delta.latency : delta.intended;
  if (!delta.intended.empty() && target.counters.intended_starts == 0)
    target.intended.merge(target.latency);
  if (!delta.intended.empty() && total_.intended_starts == 0) intended_ = latencies_;
  target.counters.merge(delta.counters);
  target.latency.merge(delta.latency);
  if (target.counters.intended_starts > 0) target.intended.merge(intended);
  watch_.count(delta);
  total_.merge(delta.counters);
  latencies_.merge(delta.latency);
  if (total_.intended_starts > 0) intended_.merge(intended);
  for (const SecondCount& second : delta.seconds) {
    target.requests.add(second.epoch_second, second.requests);
    target.failures.add(second.epoch_second, second.failures);
    total_requests_.add(second.epoch_second, second.requests);
    total_failures_.add(second.epoch_second, second.failures);
    timeline_.count(second.epoch_second, second.requests, second.failures);
    merge_second(target, second);
  }
}

void RunStats::merge_second(Row& row, SecondCount second) {
  auto at = row.seconds.end();
  while (at != row.seconds.begin() && std::prev(at)->epoch_second >= second.epoch_second) --at;
  if (at != row.seconds.end() && at->epoch_second == second.epoch_second) {
    at->requests += second.requests;
    at->failures += second.failures;
    return;
  }
  row.seconds.insert(at, second);
  if (row.seconds.size() > kMaxSecondsPerRow) row.seconds.pop_front();
}

void RunStats::note_last_request(const StatsDelta& sums, Now now) {
  if (sums.requests.empty()) return;
  std::int64_t newest = 0;
  for (const RequestDelta& delta : sums.requests) {
    if (!delta.seconds.empty()) newest = std::max(newest, delta.seconds.back().epoch_second);
  }
  // How long ago the last second with a request ended.
  const double age_s = std::clamp(to_epoch_seconds(wall_of(now)) - static_cast<double>(newest) - 1,
                                  0.0, kOldestRequest_s);
  const auto age = std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(age_s));
  last_request_ = std::max(last_request_, now.mono - age);
}

void RunStats::add_exception(const wire::ExceptionReport& report, const std::string& slave) {
  exceptions_.add(report, slave);
}

RunStats::Row& RunStats::row(const std::string& method, const std::string& name) {
  const auto found = rows_.find(std::pair<std::string_view, std::string_view>(name, method));
  if (found != rows_.end()) return found->second;
  const bool full = rows_.size() >= kMaxRows;
  const Key key = full ? Key(kFurtherNames, "") : Key(name, method);
  Row& fresh = rows_[key];
  fresh.name = key.first;
  fresh.method = key.second;
  return fresh;
}

void RunStats::advance_second(Timeline::Moment moment, Now now) {
  if (epoch_ == 0) return;
  fold(now);
  const std::int64_t now_second = moment.now_second = second_of(now);
  if (!last_second_ || now_second - timeline_lag_s() <= *last_second_) {
    timeline_.advance(moment, shown_latencies(), timeline_lag_s());
    watch_.advance(moment, timeline_lag_s(), now.mono);
  }
  latencies_.advance();
  intended_.advance();
}

void RunStats::watch(const std::string& method, const std::string& name, Timeline::Moment moment,
                     Now now) {
  fold(now);
  const auto found = rows_.find(std::pair<std::string_view, std::string_view>(name, method));
  if (found == rows_.end()) return;
  moment.now_second = last_second_ ? *last_second_ + timeline_lag_s() : second_of(now);
  const std::vector<SecondCount> seconds(found->second.seconds.begin(),
                                         found->second.seconds.end());
  watch_.ask(method, name, seconds, moment, timeline_lag_s(), now.mono);
}

std::chrono::nanoseconds RunStats::elapsed(Now now) const {
  return finished_ ? last_request_ - start_.mono : now.mono - start_.mono;
}

WallTime RunStats::wall_of(Now now) const {
  return start_.wall + std::chrono::duration_cast<WallTime::duration>(now.mono - start_.mono);
}

std::int64_t RunStats::second_of(Now now) const {
  return std::chrono::floor<seconds>(wall_of(now).time_since_epoch()).count();
}

SummaryRow RunStats::summary_of(Row& row, std::int64_t now_second, double elapsed_s) {
  if (row.changed) {
    row.summary = summarise(row.method, row.name, row.counters, row.latency, row.intended);
    row.changed = false;
  }
  SummaryRow summary = row.summary;
  const std::int64_t start_second = second_of(start_);
  summary.current_requests_per_s = row.requests.rate(now_second, start_second);
  summary.current_failures_per_s = row.failures.rate(now_second, start_second);
  row.requests.last(now_second - RateWindow::kLagSeconds, summary.recent_requests);
  if (elapsed_s > 0) {
    summary.total_requests_per_s = static_cast<double>(summary.requests) / elapsed_s;
    summary.total_failures_per_s = static_cast<double>(summary.failures) / elapsed_s;
  }
  return summary;
}

SummaryRow RunStats::summary_of_total(std::int64_t now_second, double elapsed_s) const {
  SummaryRow summary = summarise("", "Aggregated", total_, latencies_.total(), intended_.total());
  const std::int64_t start_second = second_of(start_);
  summary.current_requests_per_s = total_requests_.rate(now_second, start_second);
  summary.current_failures_per_s = total_failures_.rate(now_second, start_second);
  total_requests_.last(now_second - RateWindow::kLagSeconds, summary.recent_requests);
  if (elapsed_s > 0) {
    summary.total_requests_per_s = static_cast<double>(summary.requests) / elapsed_s;
    summary.total_failures_per_s = static_cast<double>(summary.failures) / elapsed_s;
  }
  return summary;
}

void RunStats::describe(RunView& view, bool with_details, Now now) {
  fold(now);
  const std::int64_t now_second = second_of(now);
  view.elapsed = epoch_ == 0 ? nanoseconds{0} : elapsed(now);
  const double elapsed_s = std::chrono::duration<double>(view.elapsed).count();
  view.rows.reserve(rows_.size());
  for (auto& [key, row] : rows_) view.rows.push_back(summary_of(row, now_second, elapsed_s));
  view.total = summary_of_total(now_second, elapsed_s);
  metrics_.describe(view, now_second, second_of(start_));
  view.thresholds = thresholds_.views();
  view.thresholds_judge_failures = thresholds_.judges_failures();
  view.errors = errors_.groups();
  view.exceptions = exceptions_.groups();
  view.timeline = timeline_.view();
  view.row_courses = watch_.courses();
  if (const auto current = shown_latencies().current()) {
    view.current_p50_ms = to_ms(current->p50);
    view.current_p95_ms = to_ms(current->p95);
  }
  view.lateness_p99_ms = to_ms(lateness_.percentile(0.99));
  view.lateness_max_ms = to_ms(lateness_.percentile(1.0));
  view.link = link_;
  view.rounded_latencies = rounded_;
  if (!with_details) return;
  for (const auto& [key, row] : rows_) {
    RowDetail detail;
    detail.method = row.method;
    detail.name = row.name;
    detail.counters = row.counters;
    detail.latency = row.latency.sparse();
    detail.seconds.assign(row.seconds.begin(), row.seconds.end());
    view.details.push_back(std::move(detail));
  }
}

}  // namespace acrida
