// RateWindow: what is kept for how long.
#include "core/stats/rate_window.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(RateWindow, IsTheMeanOfTheTenSecondsThatEndTwoSecondsAgo) {
  RateWindow window;
  for (std::int64_t s = 1000; s < 1020; ++s) window.add(s, static_cast<std::uint64_t>(s - 1000));
  // [1008, 1018): 8 + ... + 17
  EXPECT_DOUBLE_EQ(window.rate(1020, 1000), 12.5);
}

TEST(RateWindow, CountsOfOneSecondAddUp) {
  RateWindow window;
  for (int slave = 0; slave < 5; ++slave) window.add(1000, 20);
  EXPECT_DOUBLE_EQ(window.rate(1003, 1000), 100);
}

TEST(RateWindow, DividesByTheSecondsSinceTheStart) {
  RateWindow window;
  for (std::int64_t s = 1000; s < 1005; ++s) window.add(s, 50);
  EXPECT_DOUBLE_EQ(window.rate(1000, 1000), 0);
  EXPECT_DOUBLE_EQ(window.rate(1002, 1000), 0);
  EXPECT_DOUBLE_EQ(window.rate(1003, 1000), 50);
  EXPECT_DOUBLE_EQ(window.rate(1007, 1000), 50);
  EXPECT_DOUBLE_EQ(window.rate(1012, 1000), 25);
}

TEST(RateWindow, FallsToZeroWhenNothingHappens) {
  RateWindow window;
  window.add(1000, 100);
  EXPECT_GT(window.rate(1012, 900), 0);
  EXPECT_DOUBLE_EQ(window.rate(1013, 900), 0);
  EXPECT_DOUBLE_EQ(window.rate(1000 + RateWindow::kSlots, 900), 0);
}

TEST(RateWindow, LateReportsCountAndTooLateOnesDoNot) {
  RateWindow window;
  window.add(1010, 10);
  window.add(1005, 30);
  EXPECT_DOUBLE_EQ(window.rate(1013, 1000), 4);
  window.add(1010 - RateWindow::kSlots, 1000);
  EXPECT_DOUBLE_EQ(window.rate(1013, 1000), 4);
}

TEST(RateWindow, AnySecondIsTaken) {
  RateWindow window;
  window.add(std::numeric_limits<std::int64_t>::min(), 1);
  window.add(std::numeric_limits<std::int64_t>::max(), 1);
  window.add(-7, 1);
  EXPECT_DOUBLE_EQ(window.rate(1000, 0), 0);
}

TEST(RateWindow, ClearForgetsEverything) {
  RateWindow window;
  window.add(1000, 10);
  window.clear();
  EXPECT_DOUBLE_EQ(window.rate(1003, 1000), 0);
  window.add(1000, 5);
  EXPECT_DOUBLE_EQ(window.rate(1003, 1000), 5);
}

}  // namespace
}  // namespace acrida
