// ComparedRun: a run as blocks of time, to be compared with others.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/stats/histogram.hpp"
#include "core/stats/stats_delta.hpp"

namespace acrida {

/// What happened to a name, or to all, within a block.
struct BlockRow {
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  std::uint64_t timed = 0;
  double sum_ms = 0;  // of the response times, from the intended start where there is one
  SparseHistogram times;

  void add(const RequestDelta& row);
  void add(const BlockRow& row);
};

/// Name, method: the order of the tables.
using RowKey = std::pair<std::string, std::string>;

struct RunBlock {
  double duration_s = 0;
  BlockRow total;
  std::map<RowKey, BlockRow> rows;
};

struct ComparedRun {
  std::uint64_t id = 0;
  std::string label;  // for people
  std::string host;
  std::string test_hash;
  std::uint64_t users = 0;
  std::uint64_t slaves = 0;
  bool is_generator_bad = false;  // its results are not to be believed, or not surely
  std::set<RowKey> names;         // of all its time
  std::vector<RunBlock> blocks;   // of its steady part
};

/// Seconds since 1970; the end is not in it.
struct TimeSpan {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// Blocks of equal length from the sums of shorter times. One owner.
class RunBlocks {
 public:
  static constexpr std::int64_t kShortest_s = 10;
  static constexpr std::int64_t kMost = 60;

  explicit RunBlocks(TimeSpan window);
  std::int64_t block_s() const { return block_s_; }
  /// The sums of a time; out of the window only their names count. Ascending.
  void add(TimeSpan time, const StatsDelta& sums);
  /// Without what is shorter than a block should be.
  std::vector<RunBlock> take();
  const std::set<RowKey>& names() const { return names_; }

 private:
  TimeSpan window_;
  std::int64_t block_s_;
  std::vector<RunBlock> blocks_;
  std::set<RowKey> names_;
};

}  // namespace acrida
