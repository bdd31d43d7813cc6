// MetricTable: where a shard records counters, gauges, trends and transactions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <acrida/metric_event.hpp>
#include <acrida/transaction_event.hpp>

#include "core/stats/hash_index.hpp"
#include "core/stats/metric_delta.hpp"

namespace acrida {

/// One owner: a shard's thread. record() of a known name does not allocate. Names and units are
/// interned, as valid UTF-8: kMaxMetrics of them have a row, the values of further ones are put
/// together in one row kFurtherMetrics of each kind. Values beyond ±kMaxMetricValue are held there.
///
///   MetricTable table;
///   table.record({MetricKind::counter, "orders", {}, 1}, {});
///   std::vector<MetricDelta> delta = table.take();    // each second
class MetricTable {
 public:
  static constexpr std::size_t kMaxMetrics = 500;
  static constexpr std::size_t kMaxNameBytes = 256;  // longer names and units are cut
  static constexpr double kMaxMetricValue = 1e15;
  static constexpr std::string_view kFurtherMetrics = "(further metrics)";

  MetricTable();
  ~MetricTable();
  MetricTable(const MetricTable&) = delete;
  MetricTable& operator=(const MetricTable&) = delete;

  /// `at` is when it was noted; only that of a gauge matters. Values that are not finite are left
  /// out: they would spoil every other one.
  void record(const MetricEvent& event, WallTime at);
  void record(const TransactionEvent& event);
  /// Everything recorded since the last call; rows without values are left out.
  std::vector<MetricDelta> take();

 private:
  struct Row;
  Row& row(MetricKind kind, std::string_view name, std::string_view unit);
  Row& row_of_new_text(MetricKind kind, std::string_view name, std::string_view unit);
  Row* find(MetricKind kind, std::string_view name, std::string_view unit, std::uint64_t hash);
  Row& insert(MetricKind kind, std::string_view name, std::string_view unit, std::uint64_t hash);

  std::vector<Row> rows_;
  HashIndex index_;
  std::string name_scratch_;
  std::string unit_scratch_;
};

/// Of a metric's key.
inline std::uint64_t metric_hash(MetricKind kind, std::string_view name, std::string_view unit) {
  constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15;
  return HashIndex::hash_of({name, unit}) + kOdd * static_cast<std::uint64_t>(kind);
}

}  // namespace acrida
