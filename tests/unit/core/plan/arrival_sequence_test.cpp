// ArrivalSequence: the arrivals of all parts together are those that were asked for.
#include "core/plan/arrival_sequence.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/exponential_fit.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;
using Times = std::vector<std::chrono::nanoseconds>;

ExecutorSpec arrivals(double per_s, std::chrono::nanoseconds duration, bool poisson = false) {
  ExecutorSpec spec;
  spec.kind = ExecutorSpec::Kind::arrivals;
  spec.arrivals_per_s = per_s;
  spec.duration = duration;
  spec.poisson = poisson;
  return spec;
}

void add_all(Times& times, const ScenarioPlan& plan, std::mt19937_64& random,
             std::chrono::nanoseconds until = 1h) {
  ArrivalSequence sequence(plan, random);
  for (auto due = sequence.next(random); due && *due < until; due = sequence.next(random))
    times.push_back(*due);
}

Times merged(const ExecutorSpec& executor, std::uint64_t parts) {
  Times times;
  std::mt19937_64 random(parts);
  for (std::uint64_t part = 0; part < parts; ++part)
    add_all(times, {"User", executor, {part, parts}, 0s}, random);
  std::sort(times.begin(), times.end());
  return times;
}

TEST(ArrivalSequence, EvenArrivalsOfAllPartsAreEven) {
  for (const std::uint64_t parts : {1u, 3u, 8u}) {
    const Times times = merged(arrivals(1000, 10s), parts);
    ASSERT_EQ(times.size(), 10'000u) << parts;
    for (std::size_t i = 0; i < times.size(); ++i) ASSERT_EQ(times[i], i * 1ms) << parts;
  }
}

TEST(ArrivalSequence, RandomArrivalsOfAllPartsArePoisson) {
  for (const std::uint64_t parts : {1u, 4u, 16u}) {
    const Times times = merged(arrivals(20'000, 10s, true), parts);
    EXPECT_NEAR(static_cast<double>(times.size()), 200'000, 4 * std::sqrt(200'000)) << parts;
    std::vector<std::int64_t> times_ns;
    for (const auto time : times) times_ns.push_back(time.count());
    EXPECT_LT(tests::exponential_misfit(times_ns, 1e9 / 20'000), 1.63) << parts;
  }
}

TEST(ArrivalSequence, RandomArrivalsFollowARamp) {
  ExecutorSpec executor = arrivals(0, 0s, true);
  executor.stages = {{10s, 20'000}};
  Times times = merged(executor, 4);
  // The first half of the time has a quarter of them.
  const auto middle = std::lower_bound(times.begin(), times.end(), std::chrono::nanoseconds(5s));
  EXPECT_NEAR(static_cast<double>(middle - times.begin()), 25'000, 4 * std::sqrt(25'000));
  EXPECT_NEAR(static_cast<double>(times.size()), 100'000, 4 * std::sqrt(100'000));
}

TEST(ArrivalSequence, OtherPartsTakeOverWithoutAGapOrARepetition) {
  const ExecutorSpec executor = arrivals(997, 10s);
  const auto change = 4'321'987'654ns;
  Times times;
  std::mt19937_64 random(1);
  for (std::uint64_t part = 0; part < 3; ++part)
    add_all(times, {"User", executor, {part, 3}, 0s}, random, change);
  for (std::uint64_t part = 0; part < 5; ++part)
    add_all(times, {"User", executor, {part, 5}, change}, random);
  std::sort(times.begin(), times.end());
  EXPECT_EQ(times, merged(executor, 1));
}

TEST(ArrivalSequence, NoPartHasNoArrivals) {
  std::mt19937_64 random(1);
  Times times;
  add_all(times, {"User", arrivals(997, 10s), {0, 0}, 0s}, random);
  EXPECT_TRUE(times.empty());
}

TEST(ScenarioShare, DividesWholeNumbers) {
  std::uint64_t sum = 0;
  for (std::uint64_t part = 0; part < 7; ++part) sum += ScenarioShare{part, 7}.of(1000);
  EXPECT_EQ(sum, 1000u);
  EXPECT_EQ((ScenarioShare{6, 7}.of(6)), 0u);
  EXPECT_EQ((ScenarioShare{1, 3}.divided(1, 2)), (ScenarioShare{4, 6}));
  EXPECT_EQ((ScenarioShare{0, 0}.of(10)), 0u);
}

}  // namespace
}  // namespace acrida
