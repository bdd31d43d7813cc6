// Comparison: synthetic runs whose difference is known.
#include "master/compare/comparison.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/compare/false_discovery.hpp"
#include "master/compare/steady_window.hpp"
#include "tests/support/synthetic_run.hpp"

namespace acrida {
namespace {

using testing::Contains;
using testing::HasSubstr;
using tests::Recipe;
using tests::run_of;
using tests::words;

const MetricChange& of(const MetricChanges& changes, CompareMetric metric) {
  return changes[static_cast<std::size_t>(metric)];
}

TEST(Comparison, ARunIsNotDifferentFromItself) {
  const ComparedRun run = run_of({});
  const Comparison same = compare(run, run);
  EXPECT_EQ(words(same, Change::no_clear_change), 6u * 6);
  EXPECT_TRUE(same.warnings.empty());
  EXPECT_EQ(same.worst(), 0);
  EXPECT_EQ(of(same.total, CompareMetric::p99).difference, 0);
}

TEST(Comparison, FivePercentSlowerIsWorse) {
  const Comparison slower = compare(run_of({.seed = 1}), run_of({.seed = 2, .factor = 1.05}));
  for (const auto metric : {CompareMetric::average, CompareMetric::p50, CompareMetric::p95}) {
    const MetricChange& change = of(slower.total, metric);
    EXPECT_EQ(change.word, Change::worse) << to_string(metric);
    EXPECT_NEAR(*change.relative, 0.05, 0.025);
    EXPECT_LT(change.low, 0.05 * change.a);
    EXPECT_GT(change.high, 0.05 * change.a);
  }
  EXPECT_EQ(words(slower, Change::better), 0u);
  EXPECT_GT(slower.worst(), 0.03);
  const Comparison faster = compare(run_of({.seed = 2, .factor = 1.05}), run_of({.seed = 1}));
  EXPECT_EQ(of(faster.total, CompareMetric::p50).word, Change::better);
}

TEST(Comparison, OneSlowNameOfManyIsFound) {
  const Comparison found = compare(run_of({.seed = 3, .names = 30}),
                                   run_of({.seed = 4, .names = 30, .factor = 1.3, .slow_name = 7}));
  for (const NameChange& name : found.names) {
    const Change word = of(name.metrics, CompareMetric::p50).word;
    EXPECT_EQ(word, name.name == "/7" ? Change::worse : Change::no_clear_change) << name.name;
  }
}

TEST(Comparison, EqualRunsRaiseAtMostOneFalseAlarm) {
  int alarms = 0;
  for (std::uint64_t pair = 0; pair < 20; ++pair) {
    const Recipe recipe{
        .seed = 100 + 2 * pair, .seconds = 240, .names = 4, .failure_share = 0.01, .memory = 0.7};
    Recipe other = recipe;
    ++other.seed;
    const Comparison equal = compare(run_of(recipe), run_of(other));
    alarms += words(equal, Change::better) + words(equal, Change::worse) > 0 ? 1 : 0;
  }
  EXPECT_LE(alarms, 1);
}

TEST(Comparison, ShortRunsAndRareNamesAreTooLittle) {
  const Comparison brief = compare(run_of({.seed = 1, .seconds = 40}), run_of({.seed = 2}));
  EXPECT_EQ(words(brief, Change::too_little_data), 6u * 6);
  const Comparison rare =
      compare(run_of({.seed = 1, .rate = 0.5}), run_of({.seed = 2, .rate = 0.5}));
  EXPECT_EQ(of(rare.names[0].metrics, CompareMetric::p50).word, Change::no_clear_change);
  EXPECT_EQ(of(rare.names[0].metrics, CompareMetric::p99).word, Change::too_little_data);
  const Comparison none = compare(ComparedRun{}, ComparedRun{});
  EXPECT_EQ(words(none, Change::too_little_data), 6u);
}

TEST(Comparison, ThroughputAndFailuresHaveTheirDirection) {
  const Comparison less = compare(run_of({.seed = 1, .rate = 40}),
                                  run_of({.seed = 2, .rate = 32, .failure_share = 0.05}));
  EXPECT_EQ(of(less.total, CompareMetric::rps).word, Change::worse);
  EXPECT_NEAR(*of(less.total, CompareMetric::rps).relative, -0.2, 0.03);
  const MetricChange& failures = of(less.total, CompareMetric::failure_share);
  EXPECT_EQ(failures.word, Change::worse);
  EXPECT_FALSE(failures.relative) << "of nothing there are no percent";
  EXPECT_NEAR(failures.difference, 0.05, 0.01);
}

TEST(Comparison, WhatIsNotAlikeIsSaid) {
  ComparedRun a = run_of({.seed = 1, .names = 2});
  ComparedRun b = run_of({.seed = 2, .names = 3});
  b.host = "http://y";
  b.users = 20;
  b.slaves = 2;
  b.test_hash = "def";
  b.is_generator_bad = true;
  const Comparison unlike = compare(a, b);
  EXPECT_EQ(unlike.warnings.size(), 6u);
  EXPECT_THAT(unlike.warnings, Contains(HasSubstr("http://y")));
  EXPECT_THAT(unlike.warnings, Contains(HasSubstr("generator of run 2")));
  EXPECT_THAT(unlike.warnings, Contains("added: GET /2"));
  EXPECT_EQ(unlike.names[2].presence, NameChange::Presence::added);
  EXPECT_EQ(of(unlike.names[2].metrics, CompareMetric::p50).word, Change::too_little_data);
  EXPECT_THAT(compare(b, a).warnings, Contains("removed: GET /2"));
}

TEST(Comparison, WhatNeverChangesIsEnoughData) {
  ComparedRun run = run_of({.seconds = 120, .names = 1});
  for (std::size_t i = 0; i < run.blocks.size(); ++i) {
    BlockRow& total = run.blocks[i].total;
    total.requests = 101 * (90 + i % 3);  // a share of 1/101, but for rounding
    total.failures = 90 + i % 3;
  }
  const Comparison same = compare(run, run);
  EXPECT_EQ(of(same.total, CompareMetric::failure_share).word, Change::no_clear_change);
}

TEST(Comparison, WithoutFreeBlocksThereIsTooLittleData) {
  ComparedRun run = run_of({.seconds = 120, .names = 1});
  for (std::size_t i = 0; i < run.blocks.size(); ++i)
    run.blocks[i].total.requests = 1000 + 100 * i;  // each block follows from the one before
  EXPECT_EQ(of(compare(run, run).total, CompareMetric::rps).word, Change::too_little_data);
}

TEST(Comparison, ItIsTheSameEachTime) {
  const ComparedRun a = run_of({.seed = 1});
  const ComparedRun b = run_of({.seed = 2});
  EXPECT_EQ(of(compare(a, b).total, CompareMetric::p95).high,
            of(compare(a, b).total, CompareMetric::p95).high);
}

TEST(SteadyWindow, RampsAreCutOff) {
  std::vector<TimelinePoint> points(100);
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].second = 500 + static_cast<std::int64_t>(i);
    points[i].users = i < 20 ? i * 5 : i < 90 ? 100 : 10;
  }
  const TimeSpan window = steady_window(points);
  EXPECT_EQ(window.begin, 519);
  EXPECT_EQ(window.end, 590);
  EXPECT_EQ(steady_window({}).end, 0);
}

TEST(RunBlocks, AreOfEqualLengthAndNotTooMany) {
  EXPECT_EQ(RunBlocks({0, 300}).block_s(), 10);
  EXPECT_EQ(RunBlocks({0, 3600}).block_s(), 60);
  EXPECT_EQ(RunBlocks({0, 86'400}).block_s(), 1440);
  RunBlocks blocks({100, 125});
  for (int second = 90; second < 130; ++second) blocks.add({second, second + 1}, {});
  EXPECT_EQ(blocks.take().size(), 2u) << "the last five seconds are no block";
}

TEST(FalseDiscovery, IsThatOfTheBook) {
  const std::vector<double> probabilities = {0.01, 0.039, 0.029, 0.005, 0.5};
  EXPECT_THAT(found(probabilities, 0.05), testing::ElementsAre(true, true, true, true, false));
  EXPECT_THAT(found(std::vector<double>{0.04, 0.06}, 0.05), testing::ElementsAre(false, false));
  EXPECT_TRUE(found({}, 0.05).empty());
}

}  // namespace
}  // namespace acrida
