// UserMix: known sequences, shares at every step, fixed counts.
#include "core/plan/user_mix.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace acrida {
namespace {

/// The classes of the first `users` users by their name; '-' when there is none.
std::string sequence(std::vector<UserClass> classes, std::size_t users) {
  const UserMix mix(std::move(classes));
  std::vector<std::uint64_t> counts(mix.classes().size());
  std::string result;
  for (std::size_t i = 0; i < users; ++i) {
    const auto next = mix.next(counts);
    result += next ? mix.classes()[*next].name : "-";
    if (next) ++counts[*next];
  }
  return result;
}

TEST(UserMix, KnownSequences) {
  EXPECT_EQ(sequence({{"A", 5}, {"B", 1}}, 15), "AABAAAAABAAAAAB");
  EXPECT_EQ(sequence({{"A", 2}, {"B", 5}, {"C", 6}}, 13), "CBACBCBCBACBC");
  EXPECT_EQ(sequence({{"A", 1}, {"B", 1}, {"C", 1}}, 7), "ABCABCA");
  EXPECT_EQ(sequence({{"A", 3}}, 3), "AAA");
}

TEST(UserMix, OrderOfTheClassesIsIrrelevant) {
  EXPECT_EQ(sequence({{"C", 6}, {"A", 2}, {"B", 5}}, 13), "CBACBCBCBACBC");
  EXPECT_EQ(sequence({{"B", 1}, {"A", 1}}, 4), "ABAB");
}

TEST(UserMix, NoClassesNoUsers) {
  EXPECT_EQ(sequence({}, 1), "-");
  EXPECT_EQ(sequence({{"A", 0}, {"B", 0}}, 1), "-");
}

TEST(UserMix, WeightsThatAreNoneGetNoUsers) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(sequence({{"A", -1}, {"B", 1}, {"C", kInfinite}, {"D", std::nan("")}}, 3), "BBB");
}

TEST(UserMix, FixedCountsComeFirstAndOnlyOnce) {
  EXPECT_EQ(sequence({{"A", 1}, {"F", 1, 3}, {"B", 1}}, 7), "FFFABAB");
  EXPECT_EQ(sequence({{"F", 1, 2}, {"G", 1, 1}}, 4).substr(3), "-");
  EXPECT_EQ(sequence({{"F", 1, 4}, {"G", 1, 2}}, 6), "FGFFGF");
}

TEST(UserMix, MissingFixedUsersComeNext) {
  const UserMix mix({{"A", 1}, {"F", 1, 3}});
  EXPECT_EQ(mix.next(std::vector<std::uint64_t>{50, 2}), 1u);
  EXPECT_EQ(mix.next(std::vector<std::uint64_t>{50, 3}), 0u);
}

void expect_shares_within_one(const std::vector<double>& weights, std::size_t users) {
  std::vector<UserClass> classes;
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    classes.push_back({"class" + std::to_string(i), weights[i]});
    sum += weights[i];
  }
  const UserMix mix(classes);
  std::vector<std::uint64_t> counts(weights.size());
  for (std::size_t n = 1; n <= users; ++n) {
    ++counts[mix.next(counts).value()];
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double ideal = static_cast<double>(n) * weights[i] / sum;
      ASSERT_NEAR(static_cast<double>(counts[i]), ideal, 1 + 1e-6)
          << "class " << i << " of " << testing::PrintToString(weights) << " at " << n;
    }
  }
}

TEST(UserMix, SharesAreWithinOneAtEveryStepForRandomMixes) {
  std::mt19937 random(3);
  for (int trial = 0; trial < 2000; ++trial) {
    std::vector<double> weights(1 + random() % 10);
    const int kind = trial % 3;
    for (double& weight : weights) {
      if (kind == 0) weight = 1 + random() % 10;
      if (kind == 1) weight = (1 + random() % 1000) / 100.0;
      if (kind == 2) weight = random() % 5 == 0 ? 50 + random() % 50 : 1;
    }
    expect_shares_within_one(weights, 500);
    if (HasFatalFailure()) return;
  }
}

TEST(UserMix, SharesAreWithinOneForOneHeavyAndManyLightClasses) {
  expect_shares_within_one({1, 1, 1, 1, 1, 1, 1, 96, 1, 1}, 2000);
  expect_shares_within_one({56, 1, 1, 99, 1}, 2000);
  expect_shares_within_one({1e6, 1, 1, 1, 1, 1}, 500'000);
  expect_shares_within_one({1e-6, 3e-6, 5e-7}, 5000);
}

TEST(UserMix, AnyCountsGiveAClass) {
  const UserMix heavy({{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}, {"E", 1}, {"F", 96}});
  std::mt19937 random(9);
  for (int i = 0; i < 10'000; ++i) {
    std::vector<std::uint64_t> counts(6);
    for (auto& count : counts) count = random() % 1000;
    const auto next = heavy.next(counts);
    ASSERT_TRUE(next && *next < 6);
  }
}

}  // namespace
}  // namespace acrida
