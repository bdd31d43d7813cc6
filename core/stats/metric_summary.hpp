// MetricSummary: the numbers of one metric, as every report shows them.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <acrida/metric_event.hpp>

#include "core/stats/histogram.hpp"
#include "core/stats/metric_numbers.hpp"

namespace acrida {

/// The percentiles of a trend or transaction in the reports.
inline constexpr std::array<double, 5> kMetricPercentiles = {0.50, 0.90, 0.95, 0.99, 0.999};

/// Durations of transactions are milliseconds here, their unit is "ms".
struct MetricSummary {
  MetricKind kind = MetricKind::counter;
  std::string name;
  std::string unit;
  std::uint64_t count = 0;
  std::uint64_t failures = 0;
  std::uint64_t unknown = 0;
  double sum = 0;
  double last = 0;
  double min = 0;
  double max = 0;
  double average = 0;
  /// Values of kMetricPercentiles, clamped to [min, max]; of a gauge and a counter zero.
  std::array<double, kMetricPercentiles.size()> percentiles{};
  /// Of a counter its increase, of the others their values, a second: lately, and in the whole run.
  double current_per_s = 0;
  double total_per_s = 0;
};

/// "counter", "gauge", "trend" or "transaction".
std::string_view to_string(MetricKind kind);

/// Everything but the rates, which depend on time and are filled in by the caller.
MetricSummary summarise(MetricKind kind, std::string name, std::string unit,
                        const MetricNumbers& numbers, const WideHistogram& values);

}  // namespace acrida
