// MetricDelta: the values of one metric since the previous report; a value that travels.
#pragma once

#include <string>

#include <acrida/metric_event.hpp>

#include "core/stats/histogram.hpp"
#include "core/stats/metric_numbers.hpp"

namespace acrida {

/// The key is (kind, name, unit).
struct MetricDelta {
  MetricKind kind = MetricKind::counter;
  std::string name;
  std::string unit;
  MetricNumbers numbers;
  /// Of a trend in steps (core/stats/trend_scale.hpp), of a transaction in nanoseconds; buckets of
  /// WideHistogram.
  SparseHistogram values;
  bool operator==(const MetricDelta&) const = default;
};

}  // namespace acrida
