// ComparedRun: a run as blocks of time, to be compared with others.
#include "master/compare/compared_run.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace acrida {
namespace {

double to_ms(std::chrono::nanoseconds value) {
  return std::chrono::duration<double, std::milli>(value).count();
}

std::int64_t block_length_s(TimeSpan window) {
  const std::int64_t length = std::max<std::int64_t>(window.end - window.begin, 0);
  const std::int64_t shortest = RunBlocks::kShortest_s;
  const std::int64_t parts = shortest * RunBlocks::kMost;
  return std::max(shortest, (length + parts - 1) / parts * shortest);
}

}  // namespace

void BlockRow::add(const RequestDelta& row) {
  BlockRow more;
  more.requests = row.counters.requests;
  more.failures = row.counters.failures;
  more.timed = row.counters.timed();
  more.sum_ms = to_ms(row.counters.total_response_time) + to_ms(row.counters.total_start_lag);
  more.times = row.intended.empty() ? row.latency : row.intended;
  add(more);
}

void BlockRow::add(const BlockRow& row) {
  requests += row.requests;
  failures += row.failures;
  timed += row.timed;
  sum_ms += row.sum_ms;
  SparseHistogram sum;
  sum.reserve(times.size() + row.times.size());
  auto mine = times.begin();
  for (const BucketCount& bucket : row.times) {
    while (mine != times.end() && mine->bucket < bucket.bucket) sum.push_back(*mine++);
    if (mine != times.end() && mine->bucket == bucket.bucket)
      sum.push_back({bucket.bucket, bucket.count + mine++->count});
    else
      sum.push_back(bucket);
  }
  sum.insert(sum.end(), mine, times.end());
  times = std::move(sum);
}

RunBlocks::RunBlocks(TimeSpan window) : window_(window), block_s_(block_length_s(window)) {}

void RunBlocks::add(TimeSpan time, const StatsDelta& sums) {
  for (const RequestDelta& row : sums.requests) names_.emplace(row.name, row.method);
  if (time.begin < window_.begin || time.end > window_.end || time.end <= time.begin) return;
  const auto at = static_cast<std::size_t>((time.end - 1 - window_.begin) / block_s_);
  if (blocks_.size() <= at) blocks_.resize(at + 1);
  RunBlock& block = blocks_[at];
  block.duration_s += static_cast<double>(time.end - time.begin);
  for (const RequestDelta& row : sums.requests) {
    BlockRow more;
    more.add(row);
    block.total.add(more);
    block.rows[{row.name, row.method}].add(more);
  }
}

std::vector<RunBlock> RunBlocks::take() {
  const double least_s = 0.7 * static_cast<double>(block_s_);
  std::erase_if(blocks_, [&](const RunBlock& block) { return block.duration_s < least_s; });
  return std::exchange(blocks_, {});
}

}  // namespace acrida
