// EntryPoint: what the charts show of an entry, so that they need not open it.
#include "master/history/entry_point.hpp"

#include <bit>
#include <cstring>

#include "master/run/timeline_level.hpp"

namespace acrida {
namespace {

static_assert(std::endian::native == std::endian::little);

/// As it lies in the file.
struct PointBytes {
  std::uint64_t users;
  std::uint64_t target_users;
  double requests;
  double failures;
  std::array<float, kTimelinePercentiles.size()> latency_ms;
  std::array<std::uint32_t, kHeatCells> heat;
  float cpu_percent;  // what follows is not in those of older versions
  float loop_lag_ms;
  float lateness_ms;
};
constexpr std::size_t kBytes = 32 + 4 * (7 + kHeatCells + 3);
constexpr std::size_t kOlderBytes = 32 + 4 * (7 + kHeatCells + 1);  // the last four are zero
static_assert(sizeof(PointBytes) == kBytes);

void count(TimelinePoint& point, const RequestDelta& row) {
  point.requests_per_s += static_cast<double>(row.counters.requests);
  point.failures_per_s += static_cast<double>(row.counters.failures);
}

const SparseHistogram& times_of(const RequestDelta& row) {
  return row.intended.empty() ? row.latency : row.intended;
}

}  // namespace

TimelinePoint point_of(const JournalEntry& entry) {
  TimelinePoint point;
  point.users = entry.users;
  point.target_users = entry.target_users;
  point.cpu_percent = entry.cpu_percent;
  point.loop_lag_ms = entry.loop_lag_ms;
  point.lateness_ms = entry.lateness_ms;
  Histogram times;
  for (const RequestDelta& row : entry.sums.requests) {
    count(point, row);
    times.merge(times_of(row));
  }
  describe_latency(point, times);
  return point;
}

TimelinePoint point_of(const RequestDelta& row) {
  TimelinePoint point;
  Histogram times;
  count(point, row);
  times.merge(times_of(row));
  describe_latency(point, times);
  return point;
}

std::string point_bytes(const TimelinePoint& point) {
  PointBytes bytes{point.users,          point.target_users, point.requests_per_s,
                   point.failures_per_s, point.latency_ms,   {},
                   point.cpu_percent,    point.loop_lag_ms,  point.lateness_ms};
  std::copy(point.heat.begin(), point.heat.end(), bytes.heat.begin());
  std::string text(sizeof(bytes), '\0');
  std::memcpy(text.data(), &bytes, sizeof(bytes));
  return text;
}

std::optional<TimelinePoint> parse_point(std::string_view text) {
  PointBytes bytes{};
  if (text.size() != kBytes && text.size() != kOlderBytes) return std::nullopt;
  std::memcpy(&bytes, text.data(), text.size());
  TimelinePoint point;
  point.users = bytes.users;
  point.target_users = bytes.target_users;
  point.requests_per_s = bytes.requests;
  point.failures_per_s = bytes.failures;
  point.latency_ms = bytes.latency_ms;
  std::copy_n(bytes.heat.begin(), kHeatCells, point.heat.begin());
  if (text.size() == kOlderBytes) return point;
  point.cpu_percent = bytes.cpu_percent;
  point.loop_lag_ms = bytes.loop_lag_ms;
  point.lateness_ms = bytes.lateness_ms;
  return point;
}

}  // namespace acrida
