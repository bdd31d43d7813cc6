// MetricEvent: one value that a user noted beside its requests.
#pragma once

#include <cstdint>
#include <string_view>

namespace acrida {

/// How the values of a metric are put together.
enum class MetricKind : std::uint8_t {
  /// Their sum.
  counter,
  /// The newest of all users, the least, the greatest and the average.
  gauge,
  /// Their distribution.
  trend,
  /// Durations in nanoseconds, with failures: class Transaction.
  transaction,
};

/// One value of a counter, gauge or trend. The views need only live during the call of
/// Environment::record_metric().
struct MetricEvent {
  MetricKind kind = MetricKind::counter;
  std::string_view name;
  /// "EUR", "bytes"; may be empty. The same name in another unit is another metric.
  std::string_view unit;
  /// Finite; that of a counter not negative.
  double value = 0;
};

}  // namespace acrida
