// ThresholdJudge: counts, stretches and verdicts.
#include "master/threshold/threshold_judge.hpp"

#include <algorithm>
#include <utility>

namespace acrida {
namespace {

using Metric = Threshold::Metric;
using State = ThresholdView::State;
using std::chrono::duration;

double to_ms(std::chrono::nanoseconds time) {
  return duration<double, std::milli>(time).count();
}

bool is_about(const Threshold& threshold, const RequestDelta& delta) {
  return (threshold.name.empty() || threshold.name == delta.name) &&
         (threshold.method.empty() || threshold.method == delta.method);
}

/// From the intended starts where there are any, as in the tables.
std::optional<double> time_of(Metric metric, const RequestCounters& counters) {
  if (counters.timed() == 0) return std::nullopt;
  const bool intended = counters.intended_starts > 0;
  if (metric == Metric::minimum)
    return to_ms(intended ? counters.min_intended_time : counters.min_response_time);
  if (metric == Metric::maximum)
    return to_ms(intended ? counters.max_intended_time : counters.max_response_time);
  return (to_ms(counters.total_response_time) + to_ms(counters.total_start_lag)) /
         static_cast<double>(counters.timed());
}

/// Within the extremes, which are exact.
std::optional<double> percentile_of(double quantile, const RequestCounters& counters,
                                    const Histogram& latency) {
  if (latency.empty()) return std::nullopt;
  const double value = to_ms(latency.percentile(quantile));
  const auto low = time_of(Metric::minimum, counters);
  const auto high = time_of(Metric::maximum, counters);
  if (!low || !high || *low > *high) return value;
  return std::clamp(value, *low, *high);
}

std::optional<double> measure(const Threshold& threshold, const RequestCounters& counters,
                              const Histogram& latency, double seconds) {
  const auto requests = static_cast<double>(counters.requests);
  switch (threshold.metric) {
    case Metric::percentile:
      return percentile_of(threshold.quantile, counters, latency);
    case Metric::average:
    case Metric::minimum:
    case Metric::maximum:
      return time_of(threshold.metric, counters);
    case Metric::failures:
      if (threshold.unit == Threshold::Unit::count) return static_cast<double>(counters.failures);
      if (counters.requests == 0) return std::nullopt;
      return static_cast<double>(counters.failures) / requests;
    case Metric::requests:
      return requests;
    case Metric::rate:
      break;
  }
  if (seconds <= 0) return std::nullopt;
  return requests / seconds;
}

std::string scope_of(const Threshold& threshold) {
  return threshold.method.empty() ? threshold.name : threshold.method + " " + threshold.name;
}

std::string unit_name(Threshold::Unit unit) {
  static constexpr const char* kNames[] = {"ms", "share", "count", "per_second"};
  return kNames[static_cast<std::size_t>(unit)];
}

}  // namespace

void ThresholdJudge::begin(std::vector<Threshold> thresholds, Now now) {
  cases_.clear();
  for (Threshold& threshold : thresholds) {
    cases_.emplace_back();
    cases_.back().threshold = std::move(threshold);
  }
  start_ = now;
  last_ = now.mono;
  aborted_ = false;
}

void ThresholdJudge::reset(Now now) {
  start_ = now;
  last_ = now.mono;
  for (Case& one : cases_) {
    one.counters = {};
    one.latency.clear();
    one.second = {};
    one.second_latency.clear();
    one.window.clear();
    one.value.reset();
    if (one.state == State::failed) continue;
    one.state = State::waiting;
    one.since.reset();
  }
}

void ThresholdJudge::count(const StatsDelta& sums) {
  for (Case& one : cases_) {
    if (last_ - start_.mono < one.threshold.after) continue;
    const bool has_window = one.threshold.window.count() > 0;
    for (const RequestDelta& delta : sums.requests) {
      if (!is_about(one.threshold, delta)) continue;
      (has_window ? one.second : one.counters).merge(delta.counters);
      if (one.threshold.metric != Metric::percentile) continue;
      (has_window ? one.second_latency : one.latency)
          .merge(delta.intended.empty() ? delta.latency : delta.intended);
    }
  }
}

std::optional<std::string> ThresholdJudge::advance(Now now) {
  std::optional<std::string> why;
  for (Case& one : cases_) {
    const Threshold& threshold = one.threshold;
    const auto age = last_ - start_.mono;
    if (age < threshold.after) continue;  // the second that has ended is left out
    const bool has_window = threshold.window.count() > 0;
    if (has_window) {
      one.window.push_back({std::exchange(one.second, {}), one.second_latency.sparse()});
      one.second_latency.clear();
      const auto length = static_cast<std::size_t>(threshold.window.count());
      if (one.window.size() > length) one.window.pop_front();
      if (one.window.size() == length) judge(one, value_of(one, threshold.window), now.wall);
    } else {
      judge(one, value_of(one, now.mono - start_.mono - threshold.after), now.wall);
    }
    const bool fails = one.state == State::fails || one.state == State::failed;
    if (!fails || !threshold.aborts || std::exchange(aborted_, true)) continue;
    one.state = State::failed;
    why = "threshold " + threshold.text + ": it is " + threshold.value_text(*one.value);
  }
  last_ = now.mono;
  return why;
}

std::optional<double> ThresholdJudge::value_of(const Case& one, duration<double> elapsed) const {
  if (one.window.empty()) return measure(one.threshold, one.counters, one.latency, elapsed.count());
  RequestCounters counters;
  Histogram latency;
  for (const Second& second : one.window) {
    counters.merge(second.counters);
    latency.merge(second.latency);
  }
  return measure(one.threshold, counters, latency, elapsed.count());
}

/// A stretch that was not within the limit fails for good; without a request there is nothing to say.
void ThresholdJudge::judge(Case& one, std::optional<double> value, WallTime time) {
  if (!value) return;
  if (one.state == State::failed) return;  // the value that failed stays to be seen
  one.value = value;
  const bool holds = one.threshold.holds(*value);
  if (holds) {
    one.state = State::holds;
    one.since.reset();
    return;
  }
  one.state = one.threshold.window.count() > 0 ? State::failed : State::fails;
  if (!one.since) one.since = time;
}

void ThresholdJudge::finish(Now end) {
  for (Case& one : cases_) {
    if (one.threshold.window.count() > 0) continue;
    judge(one, value_of(one, end.mono - start_.mono - one.threshold.after), end.wall);
    if (one.state == State::fails) one.state = State::failed;
  }
}

std::vector<ThresholdView> ThresholdJudge::views() const {
  std::vector<ThresholdView> views;
  for (const Case& one : cases_) {
    const Threshold& threshold = one.threshold;
    ThresholdView view;
    view.text = threshold.text;
    view.scope = scope_of(threshold);
    view.state = one.state;
    view.value = one.value;
    if (one.value) view.value_text = threshold.value_text(*one.value);
    view.limit = threshold.limit;
    view.unit = unit_name(threshold.unit);
    view.since = one.since;
    view.aborts = threshold.aborts;
    views.push_back(std::move(view));
  }
  return views;
}

bool ThresholdJudge::judges_failures() const {
  return std::any_of(cases_.begin(), cases_.end(), [](const Case& one) {
    return one.threshold.metric == Metric::failures && one.threshold.name.empty();
  });
}

}  // namespace acrida
