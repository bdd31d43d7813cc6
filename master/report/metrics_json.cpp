// MetricsJson: transactions and metrics as JSON.
#include "master/report/metrics_json.hpp"

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>

#include "master/report/scenarios_json.hpp"
#include "master/report/text_number.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

/// Whole numbers as such: 1250, not 1.25E3.
json::value number(double value) {
  constexpr double kExact = 9007199254740992;  // 2^53
  if (std::abs(value) < kExact && value == std::floor(value))
    return static_cast<std::int64_t>(value);
  return value;
}

json::object percentiles_of(const MetricSummary& metric) {
  json::object percentiles;
  for (std::size_t i = 0; i < kMetricPercentiles.size(); ++i)
    percentiles[text_number(kMetricPercentiles[i], 4)] = metric.percentiles[i];
  return percentiles;
}

json::object transaction_of(const MetricSummary& t) {
  return {{"name", t.name},
          {"count", t.count},
          {"failures", t.failures},
          {"unknown", t.unknown},
          {"average_ms", t.average},
          {"min_ms", t.min},
          {"max_ms", t.max},
          {"percentiles_ms", percentiles_of(t)},
          {"current_per_s", t.current_per_s},
          {"total_per_s", t.total_per_s}};
}

json::object metric_of(const MetricSummary& metric) {
  json::object entry{{"kind", json::string_view(to_string(metric.kind))},
                     {"name", metric.name},
                     {"unit", metric.unit},
                     {"count", metric.count}};
  if (metric.kind == MetricKind::counter) {
    entry["total"] = number(metric.sum);
    entry["current_per_s"] = metric.current_per_s;
    entry["total_per_s"] = metric.total_per_s;
    return entry;
  }
  if (metric.kind == MetricKind::gauge) entry["last"] = number(metric.last);
  entry["min"] = number(metric.min);
  entry["max"] = number(metric.max);
  entry["average"] = metric.average;
  if (metric.kind == MetricKind::trend) entry["percentiles"] = percentiles_of(metric);
  return entry;
}

}  // namespace

json::object metrics_object(const RunView& view, std::size_t limit) {
  json::array transactions;
  for (std::size_t i = 0; i < std::min(view.transactions.size(), limit); ++i)
    transactions.push_back(transaction_of(view.transactions[i]));
  json::array metrics;
  for (std::size_t i = 0; i < std::min(view.metrics.size(), limit); ++i)
    metrics.push_back(metric_of(view.metrics[i]));
  json::object all;
  all["transactions"] = std::move(transactions);
  all["metrics"] = std::move(metrics);
  all["scenarios"] = scenarios_json(view);
  return all;
}

std::string metrics_json(const RunView& view) {
  return json::serialize(metrics_object(view));
}

}  // namespace acrida
