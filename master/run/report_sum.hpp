// ReportSum: what all slaves report within a moment, as one delta.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/clock.hpp"
#include "core/stats/error_table.hpp"
#include "core/stats/hash_index.hpp"
#include "core/stats/histogram.hpp"
#include "core/stats/stats_delta.hpp"

namespace acrida {

/// Reports of thousands of slaves have the same few names: here each costs one addition, whatever is
/// done with the sum costs the same for any number of slaves. Seconds and times are put on the
/// master's clock. Names are bounded; further ones share a row. One owner.
class ReportSum {
 public:
  static constexpr std::size_t kMaxRows = 10'000;
  static constexpr std::size_t kMaxMetrics = 1'000;
  static constexpr std::string_view kFurtherNames = "(further names)";

  /// How a slave's clock is turned into the master's.
  struct Clock {
    std::int64_t shift_s = 0;  // to be added to seconds
    std::int64_t now_second =
        0;  // the master's: seconds far from it make no sense and are left out
    WallTime now{};
    WallTime taken_at{};  // of the report, the slave's clock
  };

  void add(const StatsDelta& delta, const Clock& clock);
  /// Everything since the last call.
  StatsDelta take();

 private:
  /// More rows than this give their memory back each time.
  static constexpr std::size_t kKeptRows = 1'000;

  struct Row {
    std::string method;
    std::string name;
    RequestCounters counters;
    Histogram latency;
    Histogram intended;
    std::vector<SecondCount> seconds;
    bool is_used = false;  // since the last take()
  };
  using MetricKey = std::tuple<MetricKind, std::string, std::string>;

  void add(const RequestDelta& delta, const Clock& clock);
  void add(ErrorDelta error, const Clock& clock);
  void add(MetricDelta metric, const Clock& clock);
  std::uint32_t row(std::string_view method, std::string_view name);

  std::vector<Row> rows_;
  HashIndex index_;
  std::vector<std::uint32_t> used_;
  ErrorTable errors_;
  Histogram lateness_;
  std::map<MetricKey, MetricDelta> metrics_;
  std::vector<ScenarioDelta> scenarios_;
};

}  // namespace acrida
