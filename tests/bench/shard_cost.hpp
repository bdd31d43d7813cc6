// shard_cost: what a request costs a shard, statistics included.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <string>
#include <thread>

#include "slave/shard/shard.hpp"
#include "tests/bench/cpu_time.hpp"

namespace acrida::tests {

inline std::uint64_t requests_in(const StatsDelta& delta) {
  std::uint64_t sum = 0;
  for (const RequestDelta& row : delta.requests) sum += row.counters.requests;
  return sum;
}

/// CPU time in microseconds per request of `users` users of a class that does nothing but requests,
/// over at least so many of them.
inline double shard_us_per_request(const UserClassEntry& entry, const std::string& host,
                                   std::uint64_t users, std::uint64_t at_least) {
  Shard shard({&entry}, {});
  const double before = cpu_time_us();
  shard.resize({{entry.name, users}}, {host, std::chrono::seconds(5)}, [] {});
  std::uint64_t requests = 0;
  const auto collect = [&] {
    std::promise<std::uint64_t> promise;
    shard.take_report([&](ShardReport report) { promise.set_value(requests_in(report.delta)); });
    requests += promise.get_future().get();
  };
  while (requests < at_least) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    collect();
  }
  std::promise<void> stopped;
  shard.stop_users([&] { stopped.set_value(); });
  stopped.get_future().get();
  collect();
  return (cpu_time_us() - before) / static_cast<double>(requests);
}

}  // namespace acrida::tests
