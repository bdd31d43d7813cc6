// MetricRows: the list `metrics` of a `stats` message.
#include "core/wire/metric_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/wire/codec.hpp"
#include "core/wire/stats_encoder.hpp"
#include "core/wire/stats_row.hpp"
#include "core/wire/wire_fields.hpp"

namespace acrida::wire {

namespace {

/// In the order of MetricKind.
constexpr std::array<std::string_view, 4> kKinds = {"counter", "gauge", "trend", "transaction"};
/// Beyond what a sender holds its values and their sums at: sums over reports stay finite.
constexpr double kMaxValue = 1e16;
constexpr double kMaxSum = 1e32;

bool has_histogram(MetricKind kind) {
  return kind == MetricKind::trend || kind == MetricKind::transaction;
}

void write_metric(Writer& out, const MetricDelta& metric) {
  const MetricNumbers& numbers = metric.numbers;
  const bool has_extremes = metric.kind != MetricKind::counter;
  const bool is_gauge = metric.kind == MetricKind::gauge;
  const bool is_transaction = metric.kind == MetricKind::transaction;
  out.map(4 + (metric.unit.empty() ? 0u : 1u) + (has_extremes ? 2u : 0u) + (is_gauge ? 2u : 0u) +
          (is_transaction ? 2u : 0u) + (has_histogram(metric.kind) ? 1u : 0u));
  out.key("kind").text(kKinds[static_cast<std::size_t>(metric.kind)]);
  out.key("name").text(metric.name);
  if (!metric.unit.empty()) out.key("unit").text(metric.unit);
  out.key("count").count(numbers.count);
  out.key("sum").number(numbers.sum);
  if (has_extremes) {
    out.key("min").number(numbers.min);
    out.key("max").number(numbers.max);
  }
  if (is_gauge) {
    out.key("last").number(numbers.last);
    out.key("last_at").seconds(numbers.last_at);
  }
  if (is_transaction) {
    out.key("failures").count(numbers.failures);
    out.key("unknown").count(numbers.unknown);
  }
  if (has_histogram(metric.kind)) write_histogram(out.key("values"), metric.values);
}

double read_real(Reader& in, double bound) {
  const double value = in.number();
  if (std::abs(value) > bound) in.fail("is out of range");
  return value;
}

bool read_number(Reader& in, std::string_view key, MetricNumbers& numbers) {
  if (key == "count") {
    numbers.count = in.count();
  } else if (key == "sum") {
    numbers.sum = read_real(in, kMaxSum);
  } else if (key == "min") {
    numbers.min = read_real(in, kMaxValue);
  } else if (key == "max") {
    numbers.max = read_real(in, kMaxValue);
  } else if (key == "last") {
    numbers.last = read_real(in, kMaxValue);
  } else if (key == "last_at") {
    numbers.last_at = read_wall_time(in);
  } else if (key == "failures") {
    numbers.failures = in.count();
  } else if (key == "unknown") {
    numbers.unknown = in.count();
  } else {
    return false;
  }
  return true;
}

/// False when its kind is not known: a newer sender's.
bool read_metric(Reader& in, MetricDelta& metric) {
  std::string_view kind;
  bool named = false;
  in.fields([&](std::string_view key) {
    if (key == "kind") {
      kind = in.text();
    } else if (key == "name") {
      metric.name = in.text();
      named = true;
    } else if (key == "unit") {
      metric.unit = in.text();
    } else if (key == "values") {
      metric.values = read_histogram(in, WideHistogram::kBucketCount);
    } else {
      return read_number(in, key, metric.numbers);
    }
    return true;
  });
  in.set_place("name");
  if (!named) in.fail("is missing");
  in.set_place("kind");
  if (kind.empty()) in.fail("is missing");
  const auto found = std::find(kKinds.begin(), kKinds.end(), kind);
  if (found == kKinds.end()) return false;
  metric.kind = static_cast<MetricKind>(found - kKinds.begin());
  MetricNumbers& numbers = metric.numbers;
  in.set_place("sum");
  if (metric.kind == MetricKind::counter && numbers.sum < 0) in.fail("is negative");
  numbers.max = std::max(numbers.min, numbers.max);
  if (!has_histogram(metric.kind)) metric.values.clear();
  return true;
}

}  // namespace

void write_metrics(Writer& out, const std::vector<MetricDelta>& metrics) {
  out.array(metrics.size());
  for (const MetricDelta& metric : metrics) write_metric(out, metric);
}

std::vector<MetricDelta> read_metrics(Reader& in) {
  std::vector<MetricDelta> metrics;
  for (std::uint32_t rows = in.array(kMaxEntriesPerReport); rows > 0; --rows) {
    MetricDelta metric;
    if (read_metric(in, metric)) metrics.push_back(std::move(metric));
  }
  return metrics;
}

}  // namespace acrida::wire
