// Summary: the numbers of one row of the statistics, as every report shows them.
#include "core/stats/summary.hpp"

#include <algorithm>
#include <utility>

namespace acrida {
namespace {

double to_ms(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

SummaryRow summarise(std::string method, std::string name, const RequestCounters& counters,
                     const Histogram& latency) {
  SummaryRow row;
  row.method = std::move(method);
  row.name = std::move(name);
  row.requests = counters.requests;
  row.failures = counters.failures;
  row.unknown = counters.unknown;
  row.timed = counters.timed();
  if (row.requests > 0) {
    row.average_content_length_bytes =
        static_cast<double>(counters.content_length_bytes) / static_cast<double>(row.requests);
  }
  if (row.timed == 0) return row;
  row.average_ms = to_ms(counters.total_response_time) / static_cast<double>(row.timed);
  const auto max = counters.max_response_time;
  const auto min = std::min(counters.min_response_time, max);
  row.min_ms = to_ms(min);
  row.max_ms = to_ms(max);
  std::array<std::chrono::nanoseconds, kReportedPercentiles.size()> values{};
  latency.percentiles(kReportedPercentiles, values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    row.percentiles_ms[i] = to_ms(std::clamp(values[i], min, max));
  }
  row.percentiles_ms.back() = row.max_ms;
  row.median_ms = row.percentiles_ms.front();
  return row;
}

}  // namespace acrida
