// Summary: the numbers of one row of the statistics, as every report shows them.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/stats/histogram.hpp"
#include "core/stats/request_counters.hpp"

namespace acrida {

/// The percentiles of Locust's tables and CSV columns, in their order.
inline constexpr std::array<double, 11> kReportedPercentiles = {
    0.50, 0.66, 0.75, 0.80, 0.90, 0.95, 0.98, 0.99, 0.999, 0.9999, 1.0};

/// Of the histograms that monitoring systems get: they are the same in every run.
inline constexpr std::array<std::chrono::nanoseconds, 16> kTimeBounds = {
    std::chrono::microseconds(500), std::chrono::milliseconds(1),   std::chrono::microseconds(2500),
    std::chrono::milliseconds(5),   std::chrono::milliseconds(10),  std::chrono::milliseconds(25),
    std::chrono::milliseconds(50),  std::chrono::milliseconds(100), std::chrono::milliseconds(250),
    std::chrono::milliseconds(500), std::chrono::seconds(1),        std::chrono::milliseconds(2500),
    std::chrono::seconds(5),        std::chrono::seconds(10),       std::chrono::seconds(30),
    std::chrono::seconds(60)};
inline constexpr std::size_t kRecentSeconds = 20;

/// Zero when no request was timed.
struct TimeSummary {
  double average_ms = 0;
  double min_ms = 0;
  double max_ms = 0;
  double median_ms = 0;
  /// Values of kReportedPercentiles, clamped to [min, max]; the last is the exact maximum.
  std::array<double, kReportedPercentiles.size()> percentiles_ms{};
  /// How many were at or below each of kTimeBounds.
  std::array<std::uint64_t, kTimeBounds.size()> up_to{};
};

/// Current and total numbers of one (method, name), or of all ("", "Aggregated"). Its own times are
/// what is shown first: from the intended start where requests have one, else from the actual one.
struct SummaryRow : TimeSummary {
  std::string method;
  std::string name;
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  std::uint64_t unknown = 0;
  std::uint64_t timed = 0;
  /// Requests that had an intended start. When there are none, `actual` is equal to the row's own.
  std::uint64_t intended_starts = 0;
  /// From the actual start of every request.
  TimeSummary actual;
  double average_content_length_bytes = 0;
  double current_requests_per_s = 0;
  double current_failures_per_s = 0;
  double total_requests_per_s = 0;
  double total_failures_per_s = 0;
  /// Requests in each of the last complete seconds.
  std::array<std::uint32_t, kRecentSeconds> recent_requests{};
};

/// Everything but the rates and the last seconds, which depend on time and are filled in by the caller. `intended` is of
/// no meaning when the counters say that no request had an intended start.
SummaryRow summarise(std::string method, std::string name, const RequestCounters& counters,
                     const Histogram& latency, const Histogram& intended);

}  // namespace acrida
