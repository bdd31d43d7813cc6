// shard_cost: what a request costs shards, statistics included.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "slave/shard/shard.hpp"
#include "tests/bench/core_pin.hpp"
#include "tests/bench/cpu_time.hpp"

namespace acrida::tests {

inline std::uint64_t requests_in(const StatsDelta& delta) {
  std::uint64_t sum = 0;
  for (const RequestDelta& row : delta.requests) sum += row.counters.requests;
  return sum;
}

/// What `shard` has counted since it was last asked.
inline std::uint64_t new_requests(Shard& shard) {
  std::promise<std::uint64_t> promise;
  shard.take_report([&](ShardReport report) { promise.set_value(requests_in(report.delta)); });
  return promise.get_future().get();
}

/// One shard's part of a measurement: on a core (-1: that of the calling thread), against a host.
struct ShardLoad {
  std::string host;
  int core = -1;
};

/// CPU time in microseconds per request of `users` users on each shard of a class that does nothing but
/// requests, over at least so many of them in all.
inline double shards_us_per_request(const UserClassEntry& entry,
                                    const std::vector<ShardLoad>& loads, std::uint64_t users,
                                    std::uint64_t at_least) {
  std::vector<std::unique_ptr<Shard>> shards;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    shards.push_back(std::make_unique<Shard>(std::vector<const UserClassEntry*>{&entry},
                                             ShardPlace{i, loads.size(), 0}));
    if (loads[i].core >= 0) shards[i]->post([core = loads[i].core] { pin_thread(core); });
  }
  const double before = cpu_time_us();
  for (std::size_t i = 0; i < loads.size(); ++i)
    shards[i]->resize({{entry.name, users}}, {loads[i].host, std::chrono::seconds(5)}, [] {});
  std::uint64_t requests = 0;
  while (requests < at_least) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    for (const auto& shard : shards) requests += new_requests(*shard);
  }
  for (const auto& shard : shards) {
    std::promise<void> stopped;
    shard->stop_users([&] { stopped.set_value(); });
    stopped.get_future().get();
    requests += new_requests(*shard);
  }
  return (cpu_time_us() - before) / static_cast<double>(requests);
}

inline double shard_us_per_request(const UserClassEntry& entry, const std::string& host,
                                   std::uint64_t users, std::uint64_t at_least) {
  return shards_us_per_request(entry, {{host}}, users, at_least);
}

}  // namespace acrida::tests
