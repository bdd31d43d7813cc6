// Tests of RunMetrics: merging over slaves, clocks, rates, bounds.
#include "master/run/run_metrics.hpp"

#include <gtest/gtest.h>

#include "core/stats/metric_table.hpp"
#include "master/run/report_sum.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kStart(1'700'000'000s);
constexpr std::int64_t kStartSecond = 1'700'000'000;

MetricDelta counter(const std::string& name, double sum) {
  MetricDelta delta{MetricKind::counter, name, "", {}, {}};
  delta.numbers.add(sum);
  return delta;
}

MetricDelta gauge(double value, WallTime at) {
  MetricDelta delta{MetricKind::gauge, "queue", "", {}, {}};
  delta.numbers.add(value);
  delta.numbers.last = value;
  delta.numbers.last_at = at;
  return delta;
}

/// As a report that its slave took at that time of its own clock.
void add(ReportSum& sum, const MetricDelta& metric, WallTime taken_at, WallTime now) {
  StatsDelta delta;
  delta.metrics = {metric};
  sum.add(delta, {0, 0, now, taken_at});
}

RunView described(const RunMetrics& metrics, std::chrono::seconds elapsed = 10s) {
  RunView view;
  view.elapsed = elapsed;
  metrics.describe(view, kStartSecond + elapsed.count(), kStartSecond);
  return view;
}

TEST(RunMetrics, CountersAddUpAndHaveARate) {
  RunMetrics metrics;
  for (int second = 0; second < 20; ++second) {
    const WallTime now = kStart + std::chrono::seconds(second);
    metrics.merge({counter("orders", 5)}, now);
    metrics.merge({counter("orders", 2)}, now);
  }
  const RunView view = described(metrics, 20s);
  ASSERT_EQ(view.metrics.size(), 1u);
  EXPECT_EQ(view.metrics[0].sum, 140);
  EXPECT_DOUBLE_EQ(view.metrics[0].current_per_s, 7);
  EXPECT_DOUBLE_EQ(view.metrics[0].total_per_s, 7);
}

TEST(RunMetrics, TheNewestValueOfAGaugeIsByTheMastersClock) {
  RunMetrics metrics;
  // The first slave's clock is an hour ahead; what it noted is three seconds old.
  ReportSum sum;
  add(sum, gauge(1, kStart + 1h), kStart + 1h + 3s, kStart + 3s);
  add(sum, gauge(2, kStart + 2s), kStart + 3s, kStart + 3s);
  add(sum, gauge(3, kStart + 1s), kStart + 3s, kStart + 3s);
  metrics.merge(sum.take().metrics, kStart + 3s);
  const MetricSummary queue = described(metrics).metrics.at(0);
  EXPECT_EQ(queue.last, 2);
  EXPECT_EQ(queue.min, 1);
  EXPECT_EQ(queue.max, 3);
  EXPECT_EQ(queue.average, 2);
}

TEST(RunMetrics, TransactionsAreApartAndInOrder) {
  MetricTable table;
  for (const char* name : {"b", "a"}) {
    table.record({.name = name, .duration = 20ms, .error = {}});
    table.record({.name = name, .duration = 30ms, .outcome = Outcome::failure, .error = "no"});
  }
  table.record({MetricKind::trend, "basket", "EUR", 12.5}, {});
  const auto delta = table.take();
  RunMetrics metrics;
  metrics.merge(delta, kStart);
  metrics.merge(delta, kStart);  // another slave's
  const RunView view = described(metrics);
  ASSERT_EQ(view.transactions.size(), 2u);
  EXPECT_EQ(view.transactions[0].name, "a");
  EXPECT_EQ(view.transactions[0].count, 4u);
  EXPECT_EQ(view.transactions[0].failures, 2u);
  EXPECT_EQ(view.transactions[0].average, 25);
  EXPECT_FALSE(view.succeeded());
  ASSERT_EQ(view.metrics.size(), 1u);
  EXPECT_EQ(view.metrics[0].percentiles[0], 12.5) << "clamped to the extremes";
  metrics.clear();
  EXPECT_TRUE(described(metrics).transactions.empty());
}

TEST(RunMetrics, NamesAreBoundedAndNothingIsLost) {
  RunMetrics metrics;
  for (std::size_t i = 0; i < RunMetrics::kMaxMetrics + 100; ++i)
    metrics.merge({counter(std::to_string(i), 1)}, kStart);
  const RunView view = described(metrics);
  EXPECT_EQ(view.metrics.size(), RunMetrics::kMaxMetrics + 1);
  EXPECT_EQ(view.metrics[0].name, MetricTable::kFurtherMetrics);
  EXPECT_EQ(view.metrics[0].sum, 100);
}

TEST(RunMetrics, NonsenseIsHarmless) {
  ReportSum sum;
  for (const double value : {1e32, -1e32, 0.0}) {
    MetricDelta delta = counter("x", value);
    delta.numbers.last_at = WallTime(8'000'000'000s);
    add(sum, delta, WallTime{}, kStart);
    add(sum, gauge(value, WallTime{}), WallTime(8'000'000'000s), kStart);
  }
  RunMetrics metrics;
  metrics.merge(sum.take().metrics, kStart);
  EXPECT_EQ(described(metrics).metrics.size(), 2u);
}

}  // namespace
}  // namespace acrida
