// ArrivalCurve: integrals against known ones, and their inverse.
#include "core/plan/arrival_curve.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

ExecutorSpec constant(double per_s, std::chrono::nanoseconds duration = 0s) {
  ExecutorSpec spec;
  spec.kind = ExecutorSpec::Kind::arrivals;
  spec.arrivals_per_s = per_s;
  spec.duration = duration;
  return spec;
}

ExecutorSpec ramp(double first_per_s, std::vector<RateStage> stages) {
  ExecutorSpec spec = constant(first_per_s);
  spec.stages = std::move(stages);
  return spec;
}

TEST(ArrivalCurve, OfAConstantRateIsALine) {
  const ArrivalCurve curve(constant(500));
  EXPECT_DOUBLE_EQ(curve.count_at(0s), 0);
  EXPECT_DOUBLE_EQ(curve.count_at(2s), 1000);
  EXPECT_EQ(curve.time_of(0), 0ns);
  EXPECT_EQ(curve.time_of(1), 2ms);
  EXPECT_EQ(curve.time_of(1e9), 2'000'000s);
  EXPECT_TRUE(std::isinf(curve.total()));
}

TEST(ArrivalCurve, EndsWithItsDuration) {
  const ArrivalCurve curve(constant(50'000, 10s));
  EXPECT_DOUBLE_EQ(curve.total(), 500'000);
  EXPECT_EQ(curve.time_of(499'999), 10s - 20us);
  EXPECT_EQ(curve.time_of(500'000), std::nullopt);
  EXPECT_DOUBLE_EQ(curve.count_at(1h), 500'000);
}

TEST(ArrivalCurve, StartsLater) {
  ExecutorSpec spec = constant(100, 1s);
  spec.start_after = 10s;
  const ArrivalCurve curve(spec);
  EXPECT_EQ(curve.time_of(0), 10s);
  EXPECT_EQ(curve.time_of(99), 10s + 990ms);
  EXPECT_DOUBLE_EQ(curve.count_at(10s), 0);
  EXPECT_DOUBLE_EQ(curve.rate_at(9s), 0);
  EXPECT_DOUBLE_EQ(curve.rate_at(10s + 500ms), 100);
}

TEST(ArrivalCurve, OfARampIsAParabola) {
  const ArrivalCurve curve(ramp(0, {{10s, 100}, {10s, 100}, {10s, 0}}));
  EXPECT_DOUBLE_EQ(curve.count_at(5s), 125);
  EXPECT_DOUBLE_EQ(curve.count_at(10s), 500);
  EXPECT_DOUBLE_EQ(curve.count_at(20s), 1500);
  EXPECT_DOUBLE_EQ(curve.total(), 2000);
  EXPECT_DOUBLE_EQ(curve.rate_at(25s), 50);
  EXPECT_EQ(curve.time_of(125), 5s);
  EXPECT_EQ(curve.time_of(2000), std::nullopt);
}

TEST(ArrivalCurve, TimesAreTheInverseOfCounts) {
  const ArrivalCurve curve(ramp(7, {{3s, 90}, {2s, 0}, {5s, 0}, {4s, 1000}, {1s, 3}}));
  std::chrono::nanoseconds last{-1};
  for (double count = 0; count < curve.total(); ++count) {
    const auto time = curve.time_of(count);
    ASSERT_TRUE(time) << count;
    EXPECT_NEAR(curve.count_at(*time), count, 1e-5);
    EXPECT_GT(*time, last);
    last = *time;
  }
  EXPECT_LE(last, 15s);
}

TEST(ArrivalCurve, WithoutArrivalsHasNoTimeButThatOfTheBeginning) {
  const ArrivalCurve curve(ramp(0, {{10s, 0}}));
  EXPECT_DOUBLE_EQ(curve.total(), 0);
  EXPECT_EQ(curve.time_of(0), std::nullopt);
}

}  // namespace
}  // namespace acrida
