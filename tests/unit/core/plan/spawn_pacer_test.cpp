// SpawnPacer: steps, exactness, down ramps.
#include "core/plan/spawn_pacer.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr double kAtOnce = std::numeric_limits<double>::infinity();

TEST(SpawnPacer, HalfAUserPerSecondIsOneEveryTwoSeconds) {
  const SpawnPacer pacer(0, 10, 0.5);
  EXPECT_EQ(pacer.step(), 1u);
  EXPECT_EQ(pacer.users_at(0s), 1u);
  EXPECT_EQ(pacer.users_at(2s - 1ns), 1u);
  for (std::uint64_t k = 0; k < 10; ++k) EXPECT_EQ(pacer.users_at(k * 2s), k + 1);
  EXPECT_FALSE(pacer.finished_at(18s - 1ns));
  EXPECT_TRUE(pacer.finished_at(18s));
  EXPECT_EQ(pacer.users_at(24h), 10u);
}

TEST(SpawnPacer, AHundredPerSecondComeInTenSteps) {
  const SpawnPacer pacer(0, 200, 100);
  EXPECT_EQ(pacer.step(), 10u);
  EXPECT_EQ(pacer.users_at(0ms), 10u);
  EXPECT_EQ(pacer.users_at(99ms), 10u);
  EXPECT_EQ(pacer.users_at(100ms), 20u);
  EXPECT_EQ(pacer.users_at(1s), 110u);
  EXPECT_EQ(pacer.users_at(1900ms), 200u);
}

TEST(SpawnPacer, NeverMoreThanTenStepsPerSecond) {
  for (double rate = 0.1; rate < 2000; rate *= 1.07) {
    const SpawnPacer pacer(0, 1'000'000, rate);
    EXPECT_LE(rate / static_cast<double>(pacer.step()), 10 + 1e-6) << rate;
    EXPECT_LT(static_cast<double>(pacer.step()), rate / 10 + 1 + 1e-6) << rate;
  }
}

TEST(SpawnPacer, FollowsTheRateWithinOneStep) {
  for (const double rate : {0.1, 0.5, 0.7, 1.0, 2.4, 9.9, 19.0, 33.3, 100.0, 12'345.6}) {
    const SpawnPacer pacer(5, 1'000'005, rate);
    for (std::int64_t ms = 0; ms < 60'000; ms += 7) {
      const double planned = 5 + rate * static_cast<double>(ms) / 1000;
      const auto users = static_cast<double>(pacer.users_at(ms * 1ms));
      ASSERT_GE(users, std::min(1'000'005.0, planned) - 1e-6) << rate << " at " << ms;
      ASSERT_LE(users, planned + static_cast<double>(pacer.step()) + 1e-6) << rate << " at " << ms;
    }
  }
}

TEST(SpawnPacer, IsExactAtTheEndOfLongRamps) {
  // 0.7 in binary is a little less: steps must not come late for that. One user each 10/7 s.
  const SpawnPacer slow(0, 10'000'000, 0.7);
  for (const std::uint64_t k : {7ull, 700ull, 700'000ull, 7'000'000ull}) {
    const std::chrono::nanoseconds at = k / 7 * 10s;
    EXPECT_EQ(slow.users_at(at), k + 1);
    EXPECT_EQ(slow.users_at(at - 1ns), k);
  }
  const SpawnPacer fast(0, 1'000'000'000, 1000);
  EXPECT_EQ(fast.users_at(100'000s), 100'000'100u);
  EXPECT_EQ(fast.users_at(100'000s - 1ns), 100'000'000u);
}

TEST(SpawnPacer, DownRampMirrorsTheUpRamp) {
  for (const double rate : {0.5, 3.0, 100.0, 777.7}) {
    const SpawnPacer up(10, 510, rate);
    const SpawnPacer down(510, 10, rate);
    EXPECT_EQ(up.step(), down.step());
    for (auto t = 0ms; t < 5min; t += 17ms) {
      ASSERT_EQ(up.users_at(t) - 10, 510 - down.users_at(t));
      ASSERT_EQ(up.finished_at(t), down.finished_at(t));
    }
  }
}

TEST(SpawnPacer, InfiniteRateIsAtOnce) {
  EXPECT_EQ(SpawnPacer(3, 1'000'000, kAtOnce).users_at(0s), 1'000'000u);
  EXPECT_EQ(SpawnPacer(1'000'000, 3, kAtOnce).users_at(0s), 3u);
  EXPECT_EQ(SpawnPacer(0, 50, 1e300).users_at(0s), 50u);
  EXPECT_EQ(SpawnPacer(0, 50, kAtOnce).step(), 50u);
}

TEST(SpawnPacer, NothingToDoIsFinished) {
  const SpawnPacer pacer(7, 7, 1);
  EXPECT_TRUE(pacer.finished_at(0s));
  EXPECT_EQ(pacer.users_at(1h), 7u);
  EXPECT_GE(SpawnPacer(7, 7, kAtOnce).step(), 1u);
}

TEST(SpawnPacer, ExtremesNeitherOverflowNorStick) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(SpawnPacer(0, kMost, 1e9).users_at(-1s), 0u);
  EXPECT_EQ(SpawnPacer(0, kMost, 1).users_at(std::chrono::nanoseconds::max()), 9'223'372'037u);
  EXPECT_EQ(SpawnPacer(0, 1000, 1e9).users_at(std::chrono::nanoseconds::max()), 1000u);
  EXPECT_EQ(SpawnPacer(0, 10, 1e-300).users_at(1h), 1u);
}

}  // namespace
}  // namespace acrida
