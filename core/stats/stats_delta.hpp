// StatsDelta: what happened since the previous report; a value that travels.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/stats/histogram.hpp"
#include "core/stats/metric_delta.hpp"
#include "core/stats/request_counters.hpp"
#include "core/stats/scenario_delta.hpp"

namespace acrida {

/// Requests finished within one second of the reporting slave's wall clock.
struct SecondCount {
  std::int64_t epoch_second = 0;
  std::uint32_t requests = 0;
  std::uint32_t failures = 0;
  bool operator==(const SecondCount&) const = default;
};

struct RequestDelta {
  std::string method;
  std::string name;
  RequestCounters counters;
  SparseHistogram latency;
  std::vector<SecondCount> seconds;  // ascending, at most kMaxSecondsPerDelta
  /// Of the same requests, from their intended start; from the actual one where a request has none.
  /// Empty when none has one.
  SparseHistogram intended = {};
  bool operator==(const RequestDelta&) const = default;
};

struct ErrorDelta {
  std::string method;
  std::string name;
  std::string message;
  std::uint64_t occurrences = 0;
  WallTime first_seen{};
  WallTime last_seen{};
  bool operator==(const ErrorDelta&) const = default;
};

inline constexpr std::size_t kMaxSecondsPerDelta = 128;

struct StatsDelta {
  std::vector<RequestDelta> requests;
  std::vector<ErrorDelta> errors;
  /// How late users were woken after their wait: the generator's own queueing.
  SparseHistogram lateness;
  std::vector<MetricDelta> metrics;
  std::vector<ScenarioDelta> scenarios = {};  // few
  bool empty() const {
    return requests.empty() && errors.empty() && lateness.empty() && metrics.empty() &&
           scenarios.empty();
  }
  bool operator==(const StatsDelta&) const = default;
};

/// Merges `from` into `into`: equal (method, name), equal (method, name, message) and equal
/// (kind, name, unit) are joined.
/// Used by the runner's control thread to merge its shards.
void merge(StatsDelta& into, const StatsDelta& from);

}  // namespace acrida
