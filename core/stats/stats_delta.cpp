// StatsDelta: what happened since the previous report; a value that travels.
#include "core/stats/stats_delta.hpp"

#include <algorithm>

#include "core/stats/hash_index.hpp"
#include "core/stats/metric_table.hpp"
#include "core/stats/second_counts.hpp"

namespace acrida {
namespace {

std::uint64_t key_hash(const RequestDelta& row) {
  return HashIndex::hash_of({row.method, row.name});
}

std::uint64_t key_hash(const ErrorDelta& row) {
  return HashIndex::hash_of({row.method, row.name, row.message});
}

std::uint64_t key_hash(const MetricDelta& row) {
  return metric_hash(row.kind, row.name, row.unit);
}

bool same_key(const MetricDelta& a, const MetricDelta& b) {
  return a.name == b.name && a.unit == b.unit && a.kind == b.kind;
}

bool same_key(const RequestDelta& a, const RequestDelta& b) {
  return a.name == b.name && a.method == b.method;
}

bool same_key(const ErrorDelta& a, const ErrorDelta& b) {
  return a.message == b.message && a.name == b.name && a.method == b.method;
}

SparseHistogram sum(const SparseHistogram& a, const SparseHistogram& b) {
  SparseHistogram result;
  result.reserve(a.size() + b.size());
  auto in_a = a.begin();
  auto in_b = b.begin();
  while (in_a != a.end() && in_b != b.end()) {
    if (in_a->bucket == in_b->bucket) {
      result.push_back({in_a->bucket, in_a->count + in_b->count});
      ++in_a;
      ++in_b;
    } else {
      result.push_back(in_a->bucket < in_b->bucket ? *in_a++ : *in_b++);
    }
  }
  result.insert(result.end(), in_a, a.end());
  result.insert(result.end(), in_b, b.end());
  return result;
}

void join(RequestDelta& into, const RequestDelta& from) {
  if (!into.intended.empty() || !from.intended.empty()) {
    if (into.intended.empty()) into.intended = into.latency;
    into.intended = sum(into.intended, from.intended.empty() ? from.latency : from.intended);
  }
  into.counters.merge(from.counters);
  into.latency = sum(into.latency, from.latency);
  for (const SecondCount& second : from.seconds) add_second(into.seconds, second);
}

void join(ErrorDelta& into, const ErrorDelta& from) {
  into.occurrences += from.occurrences;
  if (into.first_seen == WallTime() ||
      (from.first_seen != WallTime() && from.first_seen < into.first_seen)) {
    into.first_seen = from.first_seen;
  }
  into.last_seen = std::max(into.last_seen, from.last_seen);
}

void join(MetricDelta& into, const MetricDelta& from) {
  into.numbers.merge(from.numbers);
  into.values = sum(into.values, from.values);
}

template <class Row>
void merge_rows(std::vector<Row>& into, const std::vector<Row>& from) {
  if (into.empty()) {  // the first shard: nothing to look for
    into = from;
    return;
  }
  if (from.empty()) return;
  HashIndex index;
  for (std::uint32_t i = 0; i < into.size(); ++i) index.insert(key_hash(into[i]), i);
  for (const Row& row : from) {
    const std::uint64_t hash = key_hash(row);
    const std::uint32_t found =
        index.find(hash, [&](std::uint32_t i) { return same_key(into[i], row); });
    if (found != HashIndex::kNotFound) {
      join(into[found], row);
    } else {
      index.insert(hash, static_cast<std::uint32_t>(into.size()));
      into.push_back(row);
    }
  }
}

}  // namespace

void merge(StatsDelta& into, const StatsDelta& from) {
  merge_rows(into.requests, from.requests);
  merge_rows(into.errors, from.errors);
  merge_rows(into.metrics, from.metrics);
  into.lateness = sum(into.lateness, from.lateness);
  for (const ScenarioDelta& scenario : from.scenarios) {
    const auto found = std::find_if(
        into.scenarios.begin(), into.scenarios.end(),
        [&](const ScenarioDelta& one) { return one.user_class == scenario.user_class; });
    if (found == into.scenarios.end())
      into.scenarios.push_back(scenario);
    else
      found->merge(scenario);
  }
}

}  // namespace acrida
