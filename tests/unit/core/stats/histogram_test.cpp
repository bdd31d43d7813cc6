// Histogram: error bound, percentiles, merging.
#include "core/stats/histogram.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

double relative_error(nanoseconds value) {
  const nanoseconds reported = Histogram::value_of(Histogram::bucket_of(value));
  const auto truth = static_cast<double>(value.count());
  return std::abs(static_cast<double>(reported.count()) - truth) / truth;
}

TEST(Histogram, ErrorIsAtMostOnePercentFromAMicrosecondToAnHour) {
  double worst = 0;
  // Every power of 1.0001 with its neighbours, then random values of every magnitude.
  for (double v = 1e3; v <= 3.6e12; v *= 1.0001) {
    for (std::int64_t d = -1; d <= 1; ++d) {
      worst = std::max(worst, relative_error(nanoseconds(static_cast<std::int64_t>(v) + d)));
    }
  }
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(3, std::log10(3.6e12));
  for (int i = 0; i < 1'000'000; ++i) {
    const double v = std::pow(10.0, exponent(random));
    worst = std::max(worst, relative_error(nanoseconds(static_cast<std::int64_t>(v))));
  }
  EXPECT_LE(worst, 1.0 / 128);
}

TEST(Histogram, EdgesOfEveryBucketMeetWithoutGapOrOverlap) {
  std::uint16_t previous = Histogram::bucket_of(0ns);
  EXPECT_EQ(previous, 0);
  for (std::uint16_t b = 0; b < Histogram::kBucketCount; ++b) {
    EXPECT_EQ(Histogram::bucket_of(Histogram::value_of(b)), b);
    if (b > 0) {
      EXPECT_GT(Histogram::value_of(b), Histogram::value_of(b - 1));
    }
  }
  for (std::int64_t v = 0; v < 200'000; ++v) {
    const std::uint16_t b = Histogram::bucket_of(nanoseconds(v));
    ASSERT_TRUE(b == previous || b == previous + 1) << v;
    previous = b;
  }
}

TEST(Histogram, SmallValuesAreExact) {
  for (std::int64_t v = 0; v < 128; ++v) {
    EXPECT_EQ(Histogram::value_of(Histogram::bucket_of(nanoseconds(v))).count(), v);
  }
}

TEST(Histogram, ValuesOutOfRangeCountAtTheEnds) {
  EXPECT_EQ(Histogram::bucket_of(-5s), 0);
  EXPECT_EQ(Histogram::bucket_of(nanoseconds::min()), 0);
  EXPECT_EQ(Histogram::bucket_of(nanoseconds::max()), Histogram::kBucketCount - 1);
  EXPECT_EQ(Histogram::bucket_of(nanoseconds((std::int64_t{1} << 42) - 1)),
            Histogram::kBucketCount - 1);
  EXPECT_EQ(Histogram::value_of(std::numeric_limits<std::uint16_t>::max()),
            Histogram::value_of(Histogram::kBucketCount - 1));
}

TEST(Histogram, EmptyHasNoPercentile) {
  const Histogram h;
  EXPECT_TRUE(h.empty());
  EXPECT_EQ(h.percentile(0.5), 0ns);
  EXPECT_TRUE(h.sparse().empty());
}

TEST(Histogram, PercentileIsTheValueOfTheRank) {
  Histogram h;
  for (std::int64_t v = 1; v <= 100; ++v) h.record(nanoseconds(v));
  EXPECT_EQ(h.percentile(0.01), 1ns);
  EXPECT_EQ(h.percentile(0.07), 7ns);  // 0.07 * 100 is a little more than 7 in doubles
  EXPECT_EQ(h.percentile(0.5), 50ns);
  EXPECT_EQ(h.percentile(0.501), 51ns);
  EXPECT_EQ(h.percentile(0.99), 99ns);
  EXPECT_EQ(h.percentile(1.0), 100ns);
  EXPECT_EQ(h.percentile(0.0), 1ns);
  EXPECT_EQ(h.percentile(-3), 1ns);
  EXPECT_EQ(h.percentile(7), 100ns);
  EXPECT_EQ(h.percentile(std::numeric_limits<double>::quiet_NaN()), 1ns);
}

TEST(Histogram, PercentilesOfOneValueAreThatValue) {
  Histogram h;
  h.record(100ns, 1'000'000);
  for (const double q : {0.0, 0.5, 0.999, 1.0}) EXPECT_EQ(h.percentile(q), 100ns);
}

/// Against the sorted values themselves, for distributions of several shapes.
template <class Distribution>
void expect_percentiles_within_one_percent(Distribution distribution) {
  std::mt19937_64 random(7);
  Histogram h;
  std::vector<double> values;
  for (int i = 0; i < 100'000; ++i) {
    const double us = std::max(1.0, distribution(random));
    h.record(nanoseconds(static_cast<std::int64_t>(us * 1000)));
    values.push_back(us * 1000);
  }
  std::sort(values.begin(), values.end());
  const std::vector<double> fractions = {0.01, 0.25, 0.5, 0.66, 0.9, 0.95, 0.99, 0.999, 1.0};
  std::vector<nanoseconds> together(fractions.size());
  h.percentiles(fractions, together);
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    const auto rank = static_cast<std::size_t>(std::ceil(fractions[i] * 100'000 - 1e-6));
    const double truth = values[std::max<std::size_t>(1, rank) - 1];
    const nanoseconds alone = h.percentile(fractions[i]);
    EXPECT_NEAR(static_cast<double>(alone.count()), truth, truth * 0.01) << fractions[i];
    EXPECT_EQ(alone, together[i]);
  }
}

TEST(Histogram, UniformDistribution) {
  expect_percentiles_within_one_percent(std::uniform_real_distribution<double>(1, 1e6));
}

TEST(Histogram, ExponentialDistribution) {
  expect_percentiles_within_one_percent(std::exponential_distribution<double>(1e-4));
}

TEST(Histogram, LogNormalDistribution) {
  expect_percentiles_within_one_percent(std::lognormal_distribution<double>(8, 2));
}

TEST(Histogram, HundredSparsePartsEqualOneRecorderBucketByBucket) {
  std::mt19937_64 random(3);
  std::lognormal_distribution<double> latency_ns(15, 3);
  Histogram one;
  Histogram from_sparse;
  Histogram from_whole;
  for (int part = 0; part < 100; ++part) {
    Histogram recorder;
    for (int i = 0; i < 1000; ++i) {
      const nanoseconds value(static_cast<std::int64_t>(latency_ns(random)));
      one.record(value);
      recorder.record(value);
    }
    from_sparse.merge(recorder.sparse());
    from_whole.merge(recorder);
  }
  EXPECT_EQ(one.count(), 100'000u);
  EXPECT_EQ(from_sparse.sparse(), one.sparse());
  EXPECT_EQ(from_whole.sparse(), one.sparse());
  EXPECT_EQ(from_sparse.count(), one.count());
  EXPECT_EQ(from_sparse.percentile(0.99), one.percentile(0.99));
}

TEST(Histogram, MergeWithEmptyChangesNothing) {
  Histogram h;
  h.record(5ms);
  const SparseHistogram before = h.sparse();
  h.merge(Histogram());
  h.merge(SparseHistogram());
  EXPECT_EQ(h.sparse(), before);
}

TEST(Histogram, BucketsOutOfRangeCountInTheLast) {
  Histogram h;
  h.merge(SparseHistogram{{0, 1}, {60'000, 4}});
  EXPECT_EQ(h.count(), 5u);
  EXPECT_EQ(h.percentile(1), Histogram::value_of(Histogram::kBucketCount - 1));
}

TEST(Histogram, CountsThatOverflowDoNotHangOrCrash) {
  Histogram h;
  const auto huge = std::numeric_limits<std::uint64_t>::max();
  h.merge(SparseHistogram{{3, huge}, {9, 7}});
  EXPECT_GE(h.percentile(0.999), 3ns);
  EXPECT_LE(h.percentile(1), 9ns);
}

TEST(Histogram, ClearForgetsEverything) {
  Histogram h;
  h.record(1ms, 3);
  h.record(2s);
  h.clear();
  EXPECT_TRUE(h.empty());
  EXPECT_TRUE(h.sparse().empty());
  h.record(7ns);
  EXPECT_EQ(h.sparse(), (SparseHistogram{{7, 1}}));
  EXPECT_EQ(h.percentile(1), 7ns);
}

}  // namespace
}  // namespace acrida
