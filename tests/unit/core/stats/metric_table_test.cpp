// MetricTable and MetricSummary: what they count, their bounds, exact merging, known percentiles.
#include "core/stats/metric_table.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "core/stats/metric_summary.hpp"
#include "core/stats/stats_delta.hpp"
#include "core/stats/trend_scale.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kStart{std::chrono::seconds(1'700'000'000)};
constexpr double kInfinity = std::numeric_limits<double>::infinity();

MetricSummary summary_of(const MetricDelta& delta) {
  WideHistogram values;
  values.merge(delta.values);
  return summarise(delta.kind, delta.name, delta.unit, delta.numbers, values);
}

TEST(MetricTable, EmptyTableGivesNothing) {
  MetricTable table;
  EXPECT_TRUE(table.take().empty());
}

TEST(MetricTable, CounterIsASum) {
  MetricTable table;
  table.record({MetricKind::counter, "orders", {}, 1}, {});
  table.record({MetricKind::counter, "orders", {}, 3}, {});
  const auto delta = table.take();
  ASSERT_EQ(delta.size(), 1u);
  EXPECT_EQ(delta[0].name, "orders");
  EXPECT_EQ(delta[0].numbers.sum, 4);
  EXPECT_EQ(delta[0].numbers.count, 2u);
  EXPECT_TRUE(delta[0].values.empty());
  EXPECT_TRUE(table.take().empty()) << "the next delta begins afresh";
}

TEST(MetricTable, GaugeKeepsTheNewestAndTheExtremes) {
  MetricTable table;
  table.record({MetricKind::gauge, "queue", "jobs", 5}, kStart + 2s);
  table.record({MetricKind::gauge, "queue", "jobs", -3}, kStart + 3s);
  table.record({MetricKind::gauge, "queue", "jobs", 7}, kStart + 1s);  // the clock stepped back
  const MetricSummary queue = summary_of(table.take().at(0));
  EXPECT_EQ(queue.unit, "jobs");
  EXPECT_EQ(queue.last, -3);
  EXPECT_EQ(queue.min, -3);
  EXPECT_EQ(queue.max, 7);
  EXPECT_EQ(queue.average, 3);
}

TEST(MetricTable, TransactionCountsOutcomes) {
  MetricTable table;
  table.record({.name = "checkout", .duration = 20ms, .error = {}});
  table.record({.name = "checkout", .duration = 40ms, .outcome = Outcome::failure, .error = "no"});
  table.record({.name = "checkout", .duration = 9s, .outcome = Outcome::unknown, .error = {}});
  const MetricSummary checkout = summary_of(table.take().at(0));
  EXPECT_EQ(checkout.count, 2u);
  EXPECT_EQ(checkout.failures, 1u);
  EXPECT_EQ(checkout.unknown, 1u);
  EXPECT_EQ(checkout.min, 20);
  EXPECT_EQ(checkout.max, 40);
  EXPECT_EQ(checkout.average, 30);
  EXPECT_NEAR(checkout.percentiles[0], 20, 0.2);
  EXPECT_EQ(checkout.unit, "ms");
}

TEST(MetricTable, OnlyUnknownTransactionsAreReportedToo) {
  MetricTable table;
  table.record({.name = "cut", .duration = 9s, .outcome = Outcome::unknown, .error = {}});
  const auto delta = table.take();
  ASSERT_EQ(delta.size(), 1u);
  EXPECT_EQ(delta[0].numbers.unknown, 1u);
  EXPECT_EQ(summary_of(delta[0]).average, 0);
}

TEST(MetricTable, KindsAndUnitsAreApart) {
  MetricTable table;
  for (const MetricKind kind : {MetricKind::counter, MetricKind::gauge, MetricKind::trend})
    table.record({kind, "x", {}, 1}, kStart);
  table.record({MetricKind::trend, "x", "EUR", 1}, {});
  table.record({MetricKind::trend, "xE", "UR", 1}, {});
  table.record({.name = "x", .duration = 1ms, .error = {}});
  EXPECT_EQ(table.take().size(), 6u);
}

TEST(MetricTable, NamesAreBoundedAndNothingIsLost) {
  MetricTable table;
  constexpr std::size_t kNames = MetricTable::kMaxMetrics + 100;
  for (std::size_t i = 0; i < kNames; ++i) {
    const std::string name = std::to_string(i);
    table.record({MetricKind::counter, name, {}, 2}, {});
    if (i > MetricTable::kMaxMetrics) table.record({MetricKind::trend, name, "EUR", 5}, {});
  }
  const auto delta = table.take();
  ASSERT_EQ(delta.size(), MetricTable::kMaxMetrics + 2);
  const MetricDelta& counters = delta[MetricTable::kMaxMetrics];
  EXPECT_EQ(counters.name, MetricTable::kFurtherMetrics);
  EXPECT_EQ(counters.numbers.sum, 200);
  EXPECT_EQ(delta.back().kind, MetricKind::trend);
  EXPECT_EQ(delta.back().name, MetricTable::kFurtherMetrics);
  EXPECT_EQ(delta.back().unit, "");
  EXPECT_EQ(delta.back().numbers.count, 99u);
}

TEST(MetricTable, OddNamesBecomeValidText) {
  MetricTable table;
  for (int i = 0; i < 2; ++i) {
    table.record({MetricKind::counter, "gr\xc3\xbc\xff", "\xc3", 1}, {});
    table.record({MetricKind::counter, std::string(5000, 'z'), {}, 1}, {});
  }
  const auto delta = table.take();
  ASSERT_EQ(delta.size(), 2u);
  EXPECT_EQ(delta[0].name, "gr\xc3\xbc\xef\xbf\xbd");
  EXPECT_EQ(delta[0].unit, "\xef\xbf\xbd");
  EXPECT_EQ(delta[0].numbers.sum, 2);
  EXPECT_EQ(delta[1].name, std::string(MetricTable::kMaxNameBytes, 'z'));
}

TEST(MetricTable, ValuesThatAreNoNumbersAreLeftOut) {
  MetricTable table;
  table.record({MetricKind::trend, "x", {}, std::nan("")}, {});
  table.record({MetricKind::gauge, "x", {}, kInfinity}, {});
  EXPECT_TRUE(table.take().empty());
  table.record({MetricKind::trend, "x", {}, 1e300}, {});
  table.record({MetricKind::trend, "x", {}, -1e300}, {});
  const MetricDelta delta = table.take().at(0);
  EXPECT_EQ(delta.numbers.max, MetricTable::kMaxMetricValue);
  EXPECT_EQ(delta.numbers.min, -MetricTable::kMaxMetricValue);
  EXPECT_EQ(delta.values.front().bucket, 0);
  EXPECT_LT(delta.values.back().bucket, WideHistogram::kBucketCount);
}

// Several shards and reports, merged, are what one recorder would have seen.
TEST(MetricTable, MergedTablesAreOneRecorder) {
  MetricTable shards[3];
  MetricTable one;
  StatsDelta merged;
  std::vector<MetricDelta> whole;
  std::mt19937_64 random(7);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 3000; ++i) {
      const std::string name = "m" + std::to_string(random() % 20);
      const auto kind = static_cast<MetricKind>(random() % 4);
      const double value = static_cast<double>(random() % 1'000'000) / 4;  // sums are exact
      const WallTime at = kStart + std::chrono::microseconds(round * 10'000 + i);
      MetricTable& shard = shards[random() % 3];
      const TransactionEvent transaction{name, std::chrono::microseconds(random() % 1'000'000),
                                         static_cast<Outcome>(random() % 3), "why"};
      for (MetricTable* table : {&shard, &one}) {
        if (kind == MetricKind::transaction) {
          table->record(transaction);
        } else {
          table->record({kind, name, "EUR", value}, at);
        }
      }
    }
    for (MetricTable& shard : shards) {
      StatsDelta delta;
      delta.metrics = shard.take();
      merge(merged, delta);
    }
  }
  whole = one.take();
  ASSERT_EQ(merged.metrics.size(), whole.size());
  for (const MetricDelta& expected : whole) {
    const auto same = [&](const MetricDelta& m) {
      return m.kind == expected.kind && m.name == expected.name;
    };
    const auto found = std::find_if(merged.metrics.begin(), merged.metrics.end(), same);
    ASSERT_NE(found, merged.metrics.end());
    EXPECT_EQ(*found, expected) << to_string(expected.kind) << " " << expected.name;
  }
}

TEST(MetricSummary, PercentilesOfAKnownDistribution) {
  for (const double unit : {0.001, 0.37, 1.0, 4e6}) {
    MetricTable table;
    for (int i = 1; i <= 10'000; ++i) table.record({MetricKind::trend, "x", {}, i * unit}, {});
    const MetricSummary x = summary_of(table.take().at(0));
    EXPECT_NEAR(x.percentiles[0], 5'000 * unit, 50 * unit) << unit;
    EXPECT_NEAR(x.percentiles[1], 9'000 * unit, 90 * unit) << unit;
    EXPECT_NEAR(x.percentiles[2], 9'500 * unit, 95 * unit) << unit;
    EXPECT_NEAR(x.percentiles[3], 9'900 * unit, 99 * unit) << unit;
    EXPECT_NEAR(x.percentiles[4], 9'990 * unit, 99.9 * unit) << unit;
    EXPECT_DOUBLE_EQ(x.min, unit);
    EXPECT_DOUBLE_EQ(x.max, 10'000 * unit);
    EXPECT_NEAR(x.average, 5'000.5 * unit, 1e-9 * unit);
  }
}

TEST(TrendScale, HasOnePercentOfErrorOverItsRange) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> exponent(-3, std::log10(kMaxTrendValue));
  for (int i = 0; i < 100'000; ++i) {
    const double value = std::pow(10, exponent(random));
    const double shown =
        trend_value(WideHistogram::value_of(WideHistogram::bucket_of(trend_steps(value))));
    ASSERT_NEAR(shown, value, 0.01 * value);
  }
  EXPECT_EQ(trend_steps(-5).count(), 0);
  EXPECT_EQ(trend_steps(1e300), trend_steps(kMaxTrendValue));
}

}  // namespace
}  // namespace acrida
