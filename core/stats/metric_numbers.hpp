// MetricNumbers: the mergeable numbers of one metric, apart from its histogram.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/base/clock.hpp"

namespace acrida {

/// Which of them mean something depends on the kind: all have `count` and `sum`. Sums of whole
/// numbers are exact up to 2^53, others to 15 digits. Durations of transactions are nanoseconds.
struct MetricNumbers {
  /// Values; of a transaction those that ended, failed ones too.
  std::uint64_t count = 0;
  std::uint64_t failures = 0;
  /// Transactions that were cut off at a stop: in no other number.
  std::uint64_t unknown = 0;
  double sum = 0;
  /// Exact extremes; without meaning when count is 0, and of a counter.
  double min = 0;
  double max = 0;
  /// Of a gauge: its newest value, and when that was.
  double last = 0;
  WallTime last_at{};

  bool empty() const { return count == 0 && unknown == 0; }
  double average() const { return count == 0 ? 0 : sum / static_cast<double>(count); }

  void add(double value) {
    min = count == 0 ? value : std::min(min, value);
    max = count == 0 ? value : std::max(max, value);
    sum += value;
    ++count;
  }
  void merge(const MetricNumbers& other) {
    failures += other.failures;
    unknown += other.unknown;
    if (other.count == 0) return;
    min = count == 0 ? other.min : std::min(min, other.min);
    max = count == 0 ? other.max : std::max(max, other.max);
    if (count == 0 || other.last_at >= last_at) {
      last = other.last;
      last_at = other.last_at;
    }
    sum += other.sum;
    count += other.count;
  }
  bool operator==(const MetricNumbers&) const = default;
};

}  // namespace acrida
