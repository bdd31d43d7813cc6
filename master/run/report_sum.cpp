// ReportSum: what all slaves report within a moment, as one delta.
#include "master/run/report_sum.hpp"

#include <algorithm>
#include <utility>

#include "core/stats/metric_table.hpp"
#include "core/stats/second_counts.hpp"

namespace acrida {
namespace {

/// Seconds further away from now than these are not of this run's last moments.
constexpr std::int64_t kOldestSecond = 3600;
constexpr std::int64_t kNewestSecond = 2;

}  // namespace

void ReportSum::add(const StatsDelta& delta, const Clock& clock) {
  for (const RequestDelta& request : delta.requests) add(request, clock);
  for (const ErrorDelta& error : delta.errors) add(error, clock);
  for (const MetricDelta& metric : delta.metrics) add(metric, clock);
  lateness_.merge(delta.lateness);
  for (const ScenarioDelta& scenario : delta.scenarios) {
    const auto found = std::find_if(
        scenarios_.begin(), scenarios_.end(),
        [&](const ScenarioDelta& one) { return one.user_class == scenario.user_class; });
    if (found == scenarios_.end())
      scenarios_.push_back(scenario);
    else
      found->merge(scenario);
  }
}

void ReportSum::add(const RequestDelta& delta, const Clock& clock) {
  Row& target = rows_[row(delta.method, delta.name)];
  if (!delta.intended.empty() && target.counters.intended_starts == 0)
    target.intended.merge(target.latency);
  target.counters.merge(delta.counters);
  target.latency.merge(delta.latency);
  if (target.counters.intended_starts > 0)
    target.intended.merge(delta.intended.empty() ? delta.latency : delta.intended);
  for (SecondCount second : delta.seconds) {
    // The bound comes before the sum: the slave's number may be anything.
    const std::int64_t bound = clock.now_second - clock.shift_s;
    if (second.epoch_second > bound + kNewestSecond || second.epoch_second < bound - kOldestSecond)
      continue;
    second.epoch_second += clock.shift_s;
    add_second(target.seconds, second);
  }
}

std::uint32_t ReportSum::row(std::string_view method, std::string_view name) {
  const std::uint64_t hash = HashIndex::hash_of({method, name});
  std::uint32_t found = index_.find(
      hash, [&](std::uint32_t i) { return rows_[i].name == name && rows_[i].method == method; });
  if (found == HashIndex::kNotFound) {
    const bool is_rest = method.empty() && name == kFurtherNames;
    if (rows_.size() >= kMaxRows && !is_rest) return row("", kFurtherNames);
    found = static_cast<std::uint32_t>(rows_.size());
    index_.insert(hash, found);
    Row& fresh = rows_.emplace_back();
    fresh.method = method;
    fresh.name = name;
  }
  if (!std::exchange(rows_[found].is_used, true)) used_.push_back(found);
  return found;
}

void ReportSum::add(ErrorDelta error, const Clock& clock) {
  const auto on_our_clock = [&](WallTime time) {
    // Locust workers before 2.44 do not say when.
    return time == WallTime{} ? clock.now : time + std::chrono::seconds(clock.shift_s);
  };
  error.first_seen = on_our_clock(error.first_seen);
  error.last_seen = on_our_clock(error.last_seen);
  errors_.merge(error);
}

void ReportSum::add(MetricDelta metric, const Clock& clock) {
  // By its age: the clock of the slave may be any.
  metric.numbers.last_at =
      clock.now - std::max(clock.taken_at - metric.numbers.last_at, WallTime::duration(0));
  MetricKey key(metric.kind, metric.name, metric.unit);
  auto found = metrics_.find(key);
  if (found == metrics_.end()) {
    if (metrics_.size() >= kMaxMetrics) {
      metric.name = MetricTable::kFurtherMetrics;
      metric.unit.clear();
      key = MetricKey(metric.kind, metric.name, metric.unit);
    }
    found =
        metrics_.try_emplace(key, MetricDelta{metric.kind, metric.name, metric.unit, {}, {}}).first;
  }
  found->second.numbers.merge(metric.numbers);
  WideHistogram sum;
  sum.merge(found->second.values);
  sum.merge(metric.values);
  found->second.values = sum.sparse();
}

StatsDelta ReportSum::take() {
  StatsDelta delta;
  delta.requests.reserve(used_.size());
  for (const std::uint32_t i : std::exchange(used_, {})) {
    Row& row = rows_[i];
    delta.requests.push_back({row.method, row.name, std::exchange(row.counters, {}),
                              row.latency.sparse(), std::exchange(row.seconds, {}),
                              row.intended.sparse()});
    row.latency.clear();
    row.intended.clear();
    row.is_used = false;
  }
  if (rows_.size() > kKeptRows) {
    rows_.clear();
    index_.clear();
  }
  delta.errors = errors_.take();
  delta.lateness = lateness_.sparse();
  lateness_.clear();
  delta.metrics.reserve(metrics_.size());
  for (auto& [key, metric] : metrics_) delta.metrics.push_back(std::move(metric));
  metrics_.clear();
  delta.scenarios = std::exchange(scenarios_, {});
  return delta;
}

}  // namespace acrida
