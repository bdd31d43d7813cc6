// StatsRowReader: reads one row of a `stats` message.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "core/stats/stats_delta.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/stats_keys.hpp"

namespace acrida::wire {

/// The inverse of write_histogram; a bucket that is not below `buckets` is an error.
SparseHistogram read_histogram(Reader& in, std::size_t buckets = Histogram::kBucketCount);

/// Reads Locust's keys and ours in any order; where ours are present, Locust's rounded histogram
/// is skipped. Keeps its buffers from row to row.
class StatsRowReader final {
 public:
  RequestDelta read(Reader& in);

 private:
  bool read_field(Reader& in, StatsKey key);
  bool read_locust_time(Reader& in, std::chrono::nanoseconds& time) const;
  bool read_locust_times(Reader& in);
  void read_exact(Reader& in);
  bool read_intended(Reader& in, std::string_view key);
  void read_seconds(Reader& in, std::uint32_t SecondCount::*which);
  void finish_times();
  void finish_intended();
  void finish_seconds();

  RequestDelta row_;
  SparseHistogram locust_latency_;
  std::vector<SecondCount> seconds_;
  bool exact_ = false;
};

}  // namespace acrida::wire
