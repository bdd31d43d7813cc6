// RunMetrics: the counters, gauges, trends and transactions of one run, from all slaves.
#include "master/run/run_metrics.hpp"

#include <algorithm>
#include <chrono>

#include "core/stats/metric_table.hpp"

namespace acrida {
namespace {

/// A counter that grows faster than this in a second has no rate worth showing.
constexpr double kMaxIncrease = 1e14;

/// What the rates are of.
double increase(MetricKind kind, const MetricNumbers& numbers) {
  return kind == MetricKind::counter ? numbers.sum : static_cast<double>(numbers.count);
}

}  // namespace

void RunMetrics::merge(const std::vector<MetricDelta>& metrics, WallTime now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  for (const MetricDelta& metric : metrics) {
    Row& target = row(metric);
    target.numbers.merge(metric.numbers);
    target.values.merge(metric.values);
    const double more = std::clamp(increase(metric.kind, metric.numbers), 0.0, kMaxIncrease);
    target.rate.add(second, static_cast<std::uint64_t>(more));
  }
}

RunMetrics::Row& RunMetrics::row(const MetricDelta& metric) {
  using View = std::tuple<MetricKind, std::string_view, std::string_view>;
  const auto found = rows_.find(View(metric.kind, metric.name, metric.unit));
  if (found != rows_.end()) return found->second;
  const bool full = rows_.size() >= kMaxMetrics;
  return rows_[full ? Key(metric.kind, MetricTable::kFurtherMetrics, "")
                    : Key(metric.kind, metric.name, metric.unit)];
}

void RunMetrics::describe(RunView& view, std::int64_t now_second, std::int64_t start_second) const {
  const double elapsed_s = std::chrono::duration<double>(view.elapsed).count();
  for (const auto& [key, row] : rows_) {
    const auto& [kind, name, unit] = key;
    MetricSummary summary = summarise(kind, name, unit, row.numbers, row.values);
    summary.current_per_s = row.rate.rate(now_second, start_second);
    if (elapsed_s > 0) summary.total_per_s = increase(kind, row.numbers) / elapsed_s;
    const bool is_transaction = kind == MetricKind::transaction;
    (is_transaction ? view.transactions : view.metrics).push_back(std::move(summary));
  }
}

}  // namespace acrida
