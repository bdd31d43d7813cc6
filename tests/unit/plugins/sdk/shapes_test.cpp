// Ready-made shapes: the users at a time.
#include <gtest/gtest.h>

#include <acrida/shapes.hpp>

namespace acrida {
namespace {

using namespace std::chrono_literals;

std::optional<std::uint64_t> users_at(LoadShape& shape, std::chrono::nanoseconds time) {
  const auto target = shape.tick({time, 0});
  if (!target) return std::nullopt;
  return target->users;
}

TEST(Stages, AreStraightLinesFromNoUsers) {
  Stages shape({{60s, 100}, {300s, 100}, {30s, 0}});
  EXPECT_EQ(users_at(shape, 0s), 0u);
  EXPECT_EQ(users_at(shape, 30s), 50u);
  EXPECT_EQ(users_at(shape, 59700ms), 100u) << "99.5 is rounded";
  EXPECT_EQ(users_at(shape, 60s), 100u);
  EXPECT_EQ(users_at(shape, 359s), 100u);
  EXPECT_EQ(users_at(shape, 375s), 50u);
  EXPECT_EQ(users_at(shape, 390s), std::nullopt);
}

TEST(Stages, FollowALineAtItsPaceAndALevelAtOnce) {
  Stages shape({{10s, 50}, {10s, 50}, {5s, 0}});
  EXPECT_DOUBLE_EQ(shape.tick({1s, 0})->spawn_rate, 5);
  EXPECT_GT(shape.tick({11s, 0})->spawn_rate, 1e6);
  EXPECT_DOUBLE_EQ(shape.tick({21s, 0})->spawn_rate, 10);
}

TEST(Stages, JumpInAStageOfNoDuration) {
  Stages shape({{0s, 40}, {10s, 40}});
  EXPECT_EQ(users_at(shape, 0s), 40u);
  EXPECT_GT(shape.tick({0s, 0})->spawn_rate, 1e6);
}

TEST(Steps, BeginWithTheFirstAndEnd) {
  Steps shape({.users = 10, .every = 30s, .duration = 60s, .spawn_rate = 4});
  EXPECT_EQ(users_at(shape, 0s), 10u);
  EXPECT_EQ(users_at(shape, 29999ms), 10u);
  EXPECT_EQ(users_at(shape, 30s), 20u);
  EXPECT_EQ(users_at(shape, 60s), std::nullopt);
  EXPECT_EQ(shape.tick({0s, 0})->spawn_rate, 4);
}

TEST(Spike, IsHigherForAWhile) {
  Spike shape({.base_users = 5, .peak_users = 80, .at = 10s, .hold = 5s, .duration = 20s});
  EXPECT_EQ(users_at(shape, 9s), 5u);
  EXPECT_EQ(users_at(shape, 10s), 80u);
  EXPECT_EQ(users_at(shape, 14999ms), 80u);
  EXPECT_EQ(users_at(shape, 15s), 5u);
  EXPECT_EQ(users_at(shape, 20s), std::nullopt);
  EXPECT_GE(shape.tick({15s, 0})->spawn_rate, 75);
}

// tests/interop compares it with Locust at every second.
TEST(DoubleWave, HasItsPeaksAtTheThirds) {
  DoubleWave shape(
      {.min_users = 20, .first_peak_users = 60, .second_peak_users = 40, .duration = 600s});
  EXPECT_EQ(users_at(shape, 0s), 20u);
  EXPECT_EQ(users_at(shape, 200s), 60u);
  EXPECT_EQ(users_at(shape, 300s), 20u);
  EXPECT_EQ(users_at(shape, 400s), 40u);
  EXPECT_EQ(users_at(shape, 600s), std::nullopt);
}

TEST(DoubleWave, AsksForARateEvenWithoutUsers) {
  DoubleWave shape(
      {.min_users = 0, .first_peak_users = 0, .second_peak_users = 0, .duration = 60s});
  EXPECT_EQ(shape.tick({0s, 0}), (LoadTarget{0, 1}));
}

}  // namespace
}  // namespace acrida
