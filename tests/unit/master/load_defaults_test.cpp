// Load defaults: users and rates that nobody gave.
#include "master/load_defaults.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

std::vector<TestClass> classes() {
  std::vector<TestClass> two(2);
  two[0].plan.name = "A";
  two[0].plan.fixed_count = 200;
  two[0].executor.kind = ExecutorSpec::Kind::shared_iterations;
  two[0].executor.iterations = 9;
  two[1].plan.name = "B";
  return two;
}

TEST(LoadDefaults, AreOneUserASecond) {
  EXPECT_EQ(users_of({}, {}), 1u);
  EXPECT_EQ(spawn_rate_of({}, {}), 1);
  EXPECT_FALSE(rate_of({}));
}

TEST(LoadDefaults, OfARateAreTheArrivalsOfASecond) {
  MasterOptions options;
  options.rate_per_s = 499.5;
  EXPECT_EQ(users_of(options, {}), 500u);
  EXPECT_EQ(spawn_rate_of(options, {}), 500);
  options.rate_per_s = 1e6;
  options.poisson = true;
  EXPECT_EQ(users_of(options, {}), 10'000u);
  EXPECT_EQ(rate_of(options), (ArrivalRate{1e6, true}));
  options.users = 3;
  options.spawn_rate = 2;
  EXPECT_EQ(users_of(options, {}), 3u);
  EXPECT_EQ(spawn_rate_of(options, {}), 2);
}

TEST(LoadDefaults, OfExecutorsAreTheFixedCountsOfTheChosenClasses) {
  MasterOptions options;
  EXPECT_EQ(users_of(options, classes()), 200u);
  EXPECT_EQ(spawn_rate_of(options, classes()), 200);
  options.user_classes = {"B"};
  EXPECT_EQ(users_of(options, classes()), 1u);
  EXPECT_EQ(spawn_rate_of(options, classes()), 1);
}

}  // namespace
}  // namespace acrida
