// StatsKeys: the keys of one row of a `stats` report, in the order in which they are written.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace acrida::wire {

/// Our fields come first, so that a reader which knows them can skip Locust's derived ones.
enum class StatsKey {
  acrida,
  name,
  method,
  last_request_timestamp,
  start_time,
  num_requests,
  num_none_requests,
  num_failures,
  total_response_time,
  max_response_time,
  min_response_time,
  total_content_length,
  response_times,
  num_reqs_per_sec,
  num_fail_per_sec,
  unknown,  // any other key
};

inline constexpr std::array<std::string_view, 15> kStatsKeys = {"acrida",
                                                                "name",
                                                                "method",
                                                                "last_request_timestamp",
                                                                "start_time",
                                                                "num_requests",
                                                                "num_none_requests",
                                                                "num_failures",
                                                                "total_response_time",
                                                                "max_response_time",
                                                                "min_response_time",
                                                                "total_content_length",
                                                                "response_times",
                                                                "num_reqs_per_sec",
                                                                "num_fail_per_sec"};

/// Most peers write the keys in this order: the search begins where the last one ended.
class StatsKeyFinder final {
 public:
  StatsKey find(std::string_view key) {
    for (std::size_t tried = 0; tried < kStatsKeys.size(); ++tried) {
      const std::size_t at = next_;
      next_ = next_ + 1 == kStatsKeys.size() ? 0 : next_ + 1;
      if (kStatsKeys[at] == key) return static_cast<StatsKey>(at);
    }
    return StatsKey::unknown;
  }

 private:
  std::size_t next_ = 0;
};

}  // namespace acrida::wire
