// WaitTime: bounds, pacing, and what is refused.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

#include <acrida/wait_time.hpp>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class WaitTimes : public testing::Test {
 protected:
  std::chrono::nanoseconds after(const WaitTime& wait, std::chrono::nanoseconds task) {
    return wait.next(random_, start_, start_ + task);
  }

  std::mt19937_64 random_{1};
  Clock::time_point start_ = Clock::now();
};

TEST_F(WaitTimes, AreNothingByDefault) {
  EXPECT_EQ(after(WaitTime(), 3s), 0ns);
}

TEST_F(WaitTimes, AreConstantWhateverTheTaskTook) {
  EXPECT_EQ(after(constant(2s), 0s), 2s);
  EXPECT_EQ(after(constant(2s), 1h), 2s);
  EXPECT_EQ(after(constant(0s), 1h), 0s);
}

TEST_F(WaitTimes, AreUniformBetweenBounds) {
  constexpr int kDraws = 20'000;
  const WaitTime wait = between(1s, 3s);
  std::chrono::nanoseconds low = 1h;
  std::chrono::nanoseconds high{0};
  double sum_s = 0;
  int below_middle = 0;
  for (int i = 0; i < kDraws; ++i) {
    const auto drawn = after(wait, 1h);
    low = std::min(low, drawn);
    high = std::max(high, drawn);
    sum_s += std::chrono::duration<double>(drawn).count();
    below_middle += drawn < 2s ? 1 : 0;
  }
  EXPECT_GE(low, 1s);
  EXPECT_LT(low, 1010ms);
  EXPECT_LE(high, 3s);
  EXPECT_GT(high, 2990ms);
  EXPECT_NEAR(sum_s / kDraws, 2.0, 0.03);
  EXPECT_NEAR(static_cast<double>(below_middle) / kDraws, 0.5, 0.02);
}

TEST_F(WaitTimes, IncludeBothBounds) {
  const WaitTime wait = between(1ns, 2ns);
  int ones = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto drawn = after(wait, 0s);
    ASSERT_TRUE(drawn == 1ns || drawn == 2ns);
    ones += drawn == 1ns ? 1 : 0;
  }
  EXPECT_GT(ones, 400);
  EXPECT_LT(ones, 600);
}

TEST_F(WaitTimes, OfPacingFillUpThePeriod) {
  const WaitTime wait = constant_pacing(2s);
  EXPECT_EQ(after(wait, 0s), 2s);
  EXPECT_EQ(after(wait, 500ms), 1500ms);
  EXPECT_EQ(after(wait, 2s), 0s);
  EXPECT_EQ(after(wait, 5s), 0s) << "late: the next task follows at once";
}

TEST_F(WaitTimes, OfThroughputAreTheInverseOfPacing) {
  EXPECT_EQ(after(constant_throughput(4), 0s), 250ms);
  EXPECT_EQ(after(constant_throughput(4), 100ms), 150ms);
  EXPECT_EQ(after(constant_throughput(0.1), 0s), 10s);
  EXPECT_EQ(after(constant_throughput(0.1), 11s), 0s);
}

TEST_F(WaitTimes, RefuseWhatCannotBe) {
  EXPECT_THROW(between(3s, 1s), std::invalid_argument);
  EXPECT_THROW(between(-1s, 1s), std::invalid_argument);
  EXPECT_THROW(constant(-1ns), std::invalid_argument);
  EXPECT_THROW(constant_pacing(-1s), std::invalid_argument);
  for (const double rate : {0.0, -1.0, 1e-300, std::numeric_limits<double>::infinity(),
                            std::numeric_limits<double>::quiet_NaN()})
    EXPECT_THROW(constant_throughput(rate), std::invalid_argument) << rate;
}

}  // namespace
}  // namespace acrida
