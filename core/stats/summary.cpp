// Summary: the numbers of one row of the statistics, as every report shows them.
#include "core/stats/summary.hpp"

#include <algorithm>
#include <utility>

namespace acrida {
namespace {

double to_ms(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

TimeSummary summary_of(double total_ms, std::uint64_t count, std::chrono::nanoseconds min,
                       std::chrono::nanoseconds max, const Histogram& histogram) {
  TimeSummary times;
  times.average_ms = total_ms / static_cast<double>(count);
  min = std::min(min, max);
  times.min_ms = to_ms(min);
  times.max_ms = to_ms(max);
  std::array<std::chrono::nanoseconds, kReportedPercentiles.size()> values{};
  histogram.percentiles(kReportedPercentiles, values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    times.percentiles_ms[i] = to_ms(std::clamp(values[i], min, max));
  }
  times.percentiles_ms.back() = times.max_ms;
  histogram.counts_up_to(kTimeBounds, times.up_to);
  times.median_ms = times.percentiles_ms.front();
  return times;
}

}  // namespace

SummaryRow summarise(std::string method, std::string name, const RequestCounters& counters,
                     const Histogram& latency, const Histogram& intended) {
  SummaryRow row;
  row.method = std::move(method);
  row.name = std::move(name);
  row.requests = counters.requests;
  row.failures = counters.failures;
  row.unknown = counters.unknown;
  row.timed = counters.timed();
  row.intended_starts = counters.intended_starts;
  if (row.requests > 0) {
    row.average_content_length_bytes =
        static_cast<double>(counters.content_length_bytes) / static_cast<double>(row.requests);
  }
  if (row.timed == 0) return row;
  const double total_ms = to_ms(counters.total_response_time);
  row.actual = summary_of(total_ms, row.timed, counters.min_response_time,
                          counters.max_response_time, latency);
  TimeSummary& shown = row;
  shown = row.intended_starts == 0
              ? row.actual
              : summary_of(total_ms + to_ms(counters.total_start_lag), row.timed,
                           counters.min_intended_time, counters.max_intended_time, intended);
  return row;
}

}  // namespace acrida
