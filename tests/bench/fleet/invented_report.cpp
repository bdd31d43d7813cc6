// invented_report: rows, histograms and seconds.
#include "tests/bench/fleet/invented_report.hpp"

#include <map>
#include <random>
#include <string>

namespace acrida::tests {
namespace {

RequestDelta invented_row(std::size_t number, std::int64_t second, std::mt19937& random) {
  std::lognormal_distribution<double> times_ms(3, 0.6);
  RequestDelta row{"GET", "/api/v1/items/" + std::to_string(number), {}, {}, {}};
  std::map<std::uint16_t, std::uint64_t> buckets;
  for (std::uint64_t i = 0; i < kRequestsPerName; ++i) {
    const std::chrono::nanoseconds time(static_cast<std::int64_t>(times_ms(random) * 1e6));
    ++buckets[Histogram::bucket_of(time)];
    row.counters.total_response_time += time;
    row.counters.min_response_time = std::min(row.counters.min_response_time, time);
    row.counters.max_response_time = std::max(row.counters.max_response_time, time);
  }
  for (const auto& [bucket, count] : buckets) row.latency.push_back({bucket, count});
  row.counters.requests = kRequestsPerName;
  row.counters.content_length_bytes = kRequestsPerName * 1'234;
  row.seconds = {{second - 1, kRequestsPerName / 2, 0}, {second, kRequestsPerName / 2, 0}};
  return row;
}

}  // namespace

wire::StatsReport invented_report(std::size_t names, std::uint64_t epoch, std::uint64_t sequence,
                                  const UserCounts& users, WallTime taken_at) {
  std::mt19937 random(static_cast<std::mt19937::result_type>(taken_at.time_since_epoch().count()));
  wire::StatsReport report;
  report.epoch = epoch;
  report.sequence = sequence;
  report.taken_at = taken_at;
  report.exact = true;
  report.user_counts = users;
  report.delta.lateness = {{Histogram::bucket_of(std::chrono::microseconds(80)), 5}};
  const auto second = static_cast<std::int64_t>(to_epoch_seconds(taken_at));
  report.delta.requests.reserve(names);
  for (std::size_t i = 0; i < names; ++i)
    report.delta.requests.push_back(invented_row(i, second, random));
  return report;
}

}  // namespace acrida::tests
