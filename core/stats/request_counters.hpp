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
  /// Requests that had an intended start, part of `requests`, and how much later they began in all.
  std::uint64_t intended_starts = 0;
  std::chrono::nanoseconds total_start_lag{0};
  /// Extremes of the times from the intended start, of the other requests from the actual one;
  /// meaningful only when intended_starts > 0.
  std::chrono::nanoseconds min_intended_time = std::chrono::nanoseconds::max();
  std::chrono::nanoseconds max_intended_time{0};

  std::uint64_t timed() const { return requests - std::min(untimed, requests); }

  void merge(const RequestCounters& other) {
    if (intended_starts > 0 || other.intended_starts > 0) merge_intended(other);
    requests += other.requests;
    failures += other.failures;
    unknown += other.unknown;
    untimed += other.untimed;
    content_length_bytes += other.content_length_bytes;
    total_response_time = sum(total_response_time, other.total_response_time);
    if (other.timed() > 0) {  // an idle interval has no extremes (boomer reports 0)
      min_response_time = std::min(min_response_time, other.min_response_time);
      max_response_time = std::max(max_response_time, other.max_response_time);
    }
  }
  /// Of a request that had an intended start.
  void add_start_lag(std::chrono::nanoseconds lag) {
    ++intended_starts;
    total_start_lag = sum(total_start_lag, lag);
  }
  void add_intended_time(std::chrono::nanoseconds time) {
    min_intended_time = std::min(min_intended_time, time);
    max_intended_time = std::max(max_intended_time, time);
  }
  /// The extremes of the response times are those of the intended times, too, as long as no request
  /// had an intended start.
  void begin_intended_times() {
    min_intended_time = min_response_time;
    max_intended_time = max_response_time;
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

 private:
  /// Held at the maximum: sums that a peer made up must not overflow.
  static std::chrono::nanoseconds sum(std::chrono::nanoseconds a, std::chrono::nanoseconds b) {
    return a + std::min(b, std::chrono::nanoseconds::max() - a);
  }
  /// Before the other numbers are merged.
  void merge_intended(const RequestCounters& other) {
    if (intended_starts == 0) begin_intended_times();
    const bool exact = other.intended_starts > 0;
    if (exact || other.timed() > 0) {
      add_intended_time(exact ? other.min_intended_time : other.min_response_time);
      add_intended_time(exact ? other.max_intended_time : other.max_response_time);
    }
    intended_starts += other.intended_starts;
    total_start_lag = sum(total_start_lag, other.total_start_lag);
  }
};

}  // namespace acrida
