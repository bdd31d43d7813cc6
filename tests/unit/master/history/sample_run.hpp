// SampleRun: the journal of a run that never was.
#pragma once

#include <string>

#include "master/run/journal_entry.hpp"

namespace acrida::tests {

inline constexpr WallTime kSampleStart(std::chrono::seconds(1'700'000'000));

/// A run of `names` names, each with `requests` requests a second of 10 ms, 11 ms, ...
struct SampleRun {
  std::uint64_t epoch = 1'700'000'000'000'000;
  int names = 1;
  std::uint64_t requests = 1;
  bool has_failures = false;

  /// Of the second that ends at `second` seconds after the start.
  JournalEntry entry(int second, bool is_last = false) const {
    using namespace std::chrono_literals;
    JournalEntry entry;
    entry.run.epoch = epoch;
    entry.run.test_hash = "abc";
    entry.run.start.users = 10;
    entry.run.start.spawn_rate = 2;
    entry.run.start.host = "http://x";
    entry.run.start.options = {{"pages", "7"}};
    entry.run.started_at = kSampleStart;
    entry.run.phase = is_last ? RunStanding::Phase::over : RunStanding::Phase::active;
    entry.run.kept_at = entry.time = kSampleStart + std::chrono::seconds(second);
    entry.users = 10;
    entry.ends_second = true;
    for (int i = 0; i < names; ++i) {
      RequestDelta& row = entry.sums.requests.emplace_back();
      row.method = "GET";
      row.name = "/" + std::to_string(i);
      row.counters.requests = requests;
      row.counters.failures = has_failures ? 1 : 0;
      row.counters.min_response_time = 10ms;
      for (std::uint64_t n = 0; n < requests; ++n) {
        const auto time = std::chrono::milliseconds(10 + n);
        row.latency.push_back({Histogram::bucket_of(time), 1});
        row.counters.total_response_time += time;
        row.counters.max_response_time = time;
      }
      row.seconds = {{1'700'000'000 + second - 1, static_cast<std::uint32_t>(requests),
                      has_failures ? 1u : 0u}};
      if (has_failures)
        entry.sums.errors.push_back({"GET", row.name, "refused", 1, entry.time, entry.time});
    }
    return entry;
  }
};

}  // namespace acrida::tests
