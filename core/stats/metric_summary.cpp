// MetricSummary: the numbers of one metric, as every report shows them.
#include "core/stats/metric_summary.hpp"

#include <algorithm>
#include <utility>

#include "core/stats/trend_scale.hpp"

namespace acrida {

std::string_view to_string(MetricKind kind) {
  switch (kind) {
    case MetricKind::counter:
      return "counter";
    case MetricKind::gauge:
      return "gauge";
    case MetricKind::trend:
      return "trend";
    case MetricKind::transaction:
      break;
  }
  return "transaction";
}

MetricSummary summarise(MetricKind kind, std::string name, std::string unit,
                        const MetricNumbers& numbers, const WideHistogram& values) {
  const bool is_transaction = kind == MetricKind::transaction;
  constexpr double kNsPerMs = 1e6;
  static_assert(kNsPerMs == kTrendStepsPerUnit);  // so that trend_value() is right for both
  const double per_unit = is_transaction ? kNsPerMs : 1;
  MetricSummary row;
  row.kind = kind;
  row.name = std::move(name);
  row.unit = is_transaction ? "ms" : std::move(unit);
  row.count = numbers.count;
  row.failures = numbers.failures;
  row.unknown = numbers.unknown;
  row.sum = numbers.sum / per_unit;
  row.last = numbers.last;
  if (numbers.count == 0) return row;
  row.max = numbers.max / per_unit;
  row.min = std::min(numbers.min / per_unit, row.max);
  row.average = numbers.average() / per_unit;
  if (values.empty()) return row;
  std::array<std::chrono::nanoseconds, kMetricPercentiles.size()> steps{};
  values.percentiles(kMetricPercentiles, steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    row.percentiles[i] = std::clamp(trend_value(steps[i]), row.min, row.max);
  }
  return row;
}

}  // namespace acrida
