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
  Histogram intended;  // empty, or of all requests
  SecondCounts seconds;

  bool idle() const { return counters.requests == 0 && counters.unknown == 0; }
  void count(const RequestEvent& event, std::int64_t epoch_second);
  void count_intended(std::chrono::nanoseconds response_time, std::chrono::nanoseconds start_lag);
  RequestDelta take();
};

void StatsTable::Row::count(const RequestEvent& event, std::int64_t epoch_second) {
  const bool failed = event.outcome == Outcome::failure;
  const auto time = std::max(event.response_time, std::chrono::nanoseconds(0));
  if (event.start_lag >= std::chrono::nanoseconds(0) || !intended.empty())
    count_intended(time, event.start_lag);
  ++counters.requests;
  counters.failures += failed;
  counters.content_length_bytes += event.content_length_bytes;
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

/// Before it is in the other numbers.
void StatsTable::Row::count_intended(std::chrono::nanoseconds response_time,
                                     std::chrono::nanoseconds start_lag) {
  if (counters.intended_starts == 0) {
    intended.merge(latency);
    counters.begin_intended_times();
  }
  const auto lag = std::max(start_lag, std::chrono::nanoseconds(0));
  if (start_lag == lag) counters.add_start_lag(lag);
  counters.add_intended_time(response_time + lag);
  intended.record(response_time + lag);
}

RequestDelta StatsTable::Row::take() {
  RequestDelta delta{method, name, counters, latency.sparse(), seconds, intended.sparse()};
  intended.clear();
  counters = RequestCounters();
  latency.clear();
  seconds.clear();
  return delta;
}

StatsTable::StatsTable() = default;
StatsTable::~StatsTable() = default;

std::uint32_t StatsTable::row_count() const {
  return static_cast<std::uint32_t>(rows_.size());
}

std::string_view StatsTable::method_of(std::uint32_t row) const {
  return rows_[row].method;
}

std::string_view StatsTable::name_of(std::uint32_t row) const {
  return rows_[row].name;
}

std::uint32_t StatsTable::record(const RequestEvent& event, WallTime at) {
  auto number = static_cast<std::uint32_t>(event.flight);
  if (!is_of(number, event.method, event.name)) number = row_of(event.method, event.name);
  Row& r = rows_[number];
  if (event.outcome == Outcome::unknown) {
    ++r.counters.unknown;
    return number;
  }
  const auto second = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
  r.count(event, second);
  if (event.outcome == Outcome::failure) errors_.add(r.method, r.name, event.error, at);
  return number;
}

bool StatsTable::is_of(std::uint32_t row, std::string_view method, std::string_view name) const {
  return row < rows_.size() && rows_[row].name == name && rows_[row].method == method;
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

std::uint32_t StatsTable::row_of(std::string_view method, std::string_view name) {
  method = cut_text(method, kMaxNameBytes);
  name = cut_text(name, kMaxNameBytes);
  const std::uint32_t known = find(method, name, HashIndex::hash_of({method, name}));
  return known != HashIndex::kNotFound ? known : row_of_new_text(method, name);
}

/// Names that are not valid UTF-8 come here each time: they are repaired into memory that is kept.
std::uint32_t StatsTable::row_of_new_text(std::string_view method, std::string_view name) {
  method = valid_text(method, kMaxNameBytes, method_scratch_);
  name = valid_text(name, kMaxNameBytes, name_scratch_);
  std::uint64_t hash = HashIndex::hash_of({method, name});
  const std::uint32_t known = find(method, name, hash);
  if (known != HashIndex::kNotFound) return known;
  if (rows_.size() < kMaxNames) return insert(method, name, hash);
  hash = HashIndex::hash_of({"", kFurtherNames});
  const std::uint32_t further = find("", kFurtherNames, hash);
  return further != HashIndex::kNotFound ? further : insert("", kFurtherNames, hash);
}

std::uint32_t StatsTable::find(std::string_view method, std::string_view name,
                               std::uint64_t hash) const {
  return index_.find(hash, [&](std::uint32_t row) { return is_of(row, method, name); });
}

std::uint32_t StatsTable::insert(std::string_view method, std::string_view name,
                                 std::uint64_t hash) {
  const auto number = static_cast<std::uint32_t>(rows_.size());
  index_.insert(hash, number);
  Row& row = rows_.emplace_back();
  row.method = method;
  row.name = name;
  row.seconds.reserve(kMaxSecondsPerDelta);  // record() does not allocate later
  return number;
}

}  // namespace acrida
