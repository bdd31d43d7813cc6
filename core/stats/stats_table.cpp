// StatsTable: where a shard records its requests; read out as deltas.
#include "core/stats/stats_table.hpp"

#include <algorithm>
#include <utility>

#include "core/stats/second_counts.hpp"
#include "core/stats/valid_text.hpp"

namespace acrida {

struct StatsTable::Row {
  std::string method;
  std::string name;
  RequestCounters counters;
  Histogram latency;
  SecondCounts seconds;

  bool idle() const { return counters.requests == 0 && counters.unknown == 0; }
  void count(std::chrono::nanoseconds response_time, std::uint64_t content_length_bytes,
             bool failed, std::int64_t epoch_second);
  RequestDelta take();
};

void StatsTable::Row::count(std::chrono::nanoseconds response_time,
                            std::uint64_t content_length_bytes, bool failed,
                            std::int64_t epoch_second) {
  const auto time = std::max(response_time, std::chrono::nanoseconds(0));
  ++counters.requests;
  counters.failures += failed;
  counters.content_length_bytes += content_length_bytes;
  counters.add_response_time(time);
  counters.min_response_time = std::min(counters.min_response_time, time);
  counters.max_response_time = std::max(counters.max_response_time, time);
  latency.record(time);
  if (!seconds.empty() && seconds.back().epoch_second == epoch_second) [[likely]] {
    ++seconds.back().requests;
    seconds.back().failures += failed;
  } else {
    add_second(seconds, {epoch_second, 1, failed ? 1u : 0u});
  }
}

RequestDelta StatsTable::Row::take() {
  RequestDelta delta{method, name, counters, latency.sparse(), seconds};
  counters = RequestCounters();
  latency.clear();
  seconds.clear();
  return delta;
}

StatsTable::StatsTable() = default;
StatsTable::~StatsTable() = default;

void StatsTable::record(const RequestEvent& event, WallTime at) {
  Row& r = row(event.method, event.name);
  if (event.outcome == Outcome::unknown) {
    ++r.counters.unknown;
    return;
  }
  const bool failed = event.outcome == Outcome::failure;
  const auto second = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
  r.count(event.response_time, event.content_length_bytes, failed, second);
  if (failed) errors_.add(r.method, r.name, event.error, at);
}

StatsDelta StatsTable::take_delta() {
  StatsDelta delta;
  const auto active =
      std::count_if(rows_.begin(), rows_.end(), [](const Row& r) { return !r.idle(); });
  delta.requests.reserve(static_cast<std::size_t>(active));
  for (Row& r : rows_) {
    if (!r.idle()) delta.requests.push_back(r.take());
  }
  delta.errors = errors_.take();
  delta.lateness = lateness_.sparse();
  lateness_.clear();
  return delta;
}

StatsTable::Row& StatsTable::row(std::string_view method, std::string_view name) {
  method = cut_text(method, kMaxNameBytes);
  name = cut_text(name, kMaxNameBytes);
  if (Row* known = find(method, name, HashIndex::hash_of({method, name}))) [[likely]] {
    return *known;
  }
  return row_of_new_text(method, name);
}

/// Names that are not valid UTF-8 come here each time: they are repaired into memory that is kept.
StatsTable::Row& StatsTable::row_of_new_text(std::string_view method, std::string_view name) {
  method = valid_text(method, kMaxNameBytes, method_scratch_);
  name = valid_text(name, kMaxNameBytes, name_scratch_);
  std::uint64_t hash = HashIndex::hash_of({method, name});
  if (Row* known = find(method, name, hash)) return *known;
  if (rows_.size() < kMaxNames) return insert(method, name, hash);
  hash = HashIndex::hash_of({"", kFurtherNames});
  Row* further = find("", kFurtherNames, hash);
  return further ? *further : insert("", kFurtherNames, hash);
}

StatsTable::Row* StatsTable::find(std::string_view method, std::string_view name,
                                  std::uint64_t hash) {
  const std::uint32_t number = index_.find(
      hash, [&](std::uint32_t i) { return rows_[i].name == name && rows_[i].method == method; });
  return number == HashIndex::kNotFound ? nullptr : &rows_[number];
}

StatsTable::Row& StatsTable::insert(std::string_view method, std::string_view name,
                                    std::uint64_t hash) {
  index_.insert(hash, static_cast<std::uint32_t>(rows_.size()));
  Row& row = rows_.emplace_back();
  row.method = method;
  row.name = name;
  row.seconds.reserve(kMaxSecondsPerDelta);  // record() does not allocate later
  return row;
}

}  // namespace acrida
