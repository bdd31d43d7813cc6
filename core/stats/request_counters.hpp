// RequestCounters: the mergeable numbers of one request name, apart from its histogram.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace acrida {

/// Sums and extremes. Every finished request is in `requests` (failed ones too); a request whose
/// outcome is unknown because it was cut off at stop is in `unknown` only.
struct RequestCounters {
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  /// Cut off in flight: the server may or may not have seen them.
  std::uint64_t unknown = 0;
  /// Requests that carry no response time (Locust workers may send such); part of `requests`.
  std::uint64_t untimed = 0;
  std::uint64_t content_length_bytes = 0;
  std::chrono::nanoseconds total_response_time{0};
  /// Exact extremes; meaningful only when timed() > 0.
  std::chrono::nanoseconds min_response_time = std::chrono::nanoseconds::max();
  std::chrono::nanoseconds max_response_time{0};

  std::uint64_t timed() const { return requests - std::min(untimed, requests); }

  void merge(const RequestCounters& other) {
    requests += other.requests;
    failures += other.failures;
    unknown += other.unknown;
    untimed += other.untimed;
    content_length_bytes += other.content_length_bytes;
    // Held at the maximum: sums that a peer made up must not overflow.
    total_response_time +=
        std::min(other.total_response_time, std::chrono::nanoseconds::max() - total_response_time);
    if (other.timed() > 0) {  // an idle interval has no extremes (boomer reports 0)
      min_response_time = std::min(min_response_time, other.min_response_time);
      max_response_time = std::max(max_response_time, other.max_response_time);
    }
  }
  /// Saturates at 292 years: a million requests in flight reach that after two and a half hours.
  void add_response_time(std::chrono::nanoseconds time) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(total_response_time.count(), time.count(), &sum)) {
      sum = time.count() < 0 ? std::chrono::nanoseconds::min().count()
                             : std::chrono::nanoseconds::max().count();
    }
    total_response_time = std::chrono::nanoseconds(sum);
  }
  bool operator==(const RequestCounters&) const = default;
};

}  // namespace acrida
