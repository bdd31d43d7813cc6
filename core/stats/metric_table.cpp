// MetricTable: where a shard records counters, gauges, trends and transactions.
#include "core/stats/metric_table.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/stats/trend_scale.hpp"
#include "core/stats/valid_text.hpp"

namespace acrida {

struct MetricTable::Row {
  MetricKind kind;
  std::string name;
  std::string unit;
  MetricNumbers numbers{};
  WideHistogram values{};

  MetricDelta take() {
    MetricDelta delta{kind, name, unit, std::exchange(numbers, {}), values.sparse()};
    values.clear();
    return delta;
  }
};

MetricTable::MetricTable() = default;
MetricTable::~MetricTable() = default;

void MetricTable::record(const MetricEvent& event, WallTime at) {
  if (!std::isfinite(event.value)) return;
  const double value = std::clamp(event.value, -kMaxMetricValue, kMaxMetricValue);
  Row& r = row(event.kind, event.name, event.unit);
  r.numbers.add(value);
  if (event.kind == MetricKind::trend) {
    r.values.record(trend_steps(value));
  } else if (event.kind == MetricKind::gauge && at >= r.numbers.last_at) {
    r.numbers.last = value;
    r.numbers.last_at = at;
  }
}

void MetricTable::record(const TransactionEvent& event) {
  Row& r = row(MetricKind::transaction, event.name, {});
  if (event.outcome == Outcome::unknown) {
    ++r.numbers.unknown;
    return;
  }
  const auto duration = std::max(event.duration, std::chrono::nanoseconds(0));
  r.numbers.add(std::min(static_cast<double>(duration.count()), kMaxMetricValue));
  r.numbers.failures += event.outcome == Outcome::failure;
  r.values.record(duration);
}

std::vector<MetricDelta> MetricTable::take() {
  std::vector<MetricDelta> taken;
  for (Row& r : rows_) {
    if (!r.numbers.empty()) taken.push_back(r.take());
  }
  return taken;
}

MetricTable::Row& MetricTable::row(MetricKind kind, std::string_view name, std::string_view unit) {
  name = cut_text(name, kMaxNameBytes);
  unit = cut_text(unit, kMaxNameBytes);
  if (Row* known = find(kind, name, unit, metric_hash(kind, name, unit))) [[likely]] {
    return *known;
  }
  return row_of_new_text(kind, name, unit);
}

/// Names that are not valid UTF-8 come here each time: they are repaired into memory that is kept.
MetricTable::Row& MetricTable::row_of_new_text(MetricKind kind, std::string_view name,
                                               std::string_view unit) {
  name = valid_text(name, kMaxNameBytes, name_scratch_);
  unit = valid_text(unit, kMaxNameBytes, unit_scratch_);
  std::uint64_t hash = metric_hash(kind, name, unit);
  if (Row* known = find(kind, name, unit, hash)) return *known;
  if (rows_.size() < kMaxMetrics) return insert(kind, name, unit, hash);
  hash = metric_hash(kind, kFurtherMetrics, "");
  Row* further = find(kind, kFurtherMetrics, "", hash);
  return further ? *further : insert(kind, kFurtherMetrics, "", hash);
}

MetricTable::Row* MetricTable::find(MetricKind kind, std::string_view name, std::string_view unit,
                                    std::uint64_t hash) {
  const std::uint32_t number = index_.find(hash, [&](std::uint32_t i) {
    return rows_[i].name == name && rows_[i].unit == unit && rows_[i].kind == kind;
  });
  return number == HashIndex::kNotFound ? nullptr : &rows_[number];
}

MetricTable::Row& MetricTable::insert(MetricKind kind, std::string_view name, std::string_view unit,
                                      std::uint64_t hash) {
  index_.insert(hash, static_cast<std::uint32_t>(rows_.size()));
  return rows_.emplace_back(Row{kind, std::string(name), std::string(unit)});
}

}  // namespace acrida
