// How often a slave says what it does.
#include "core/activity/activity_log.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr Activity kIdle{};
constexpr Activity kBusy{true, 5};

class ActivityLogTest : public testing::Test {
 protected:
  /// Lines within so long a time.
  int lines(std::chrono::milliseconds span, const Activity& activity, bool hears_master = true) {
    int count = 0;
    for (auto end = now_ + span; now_ < end; now_ += 100ms)
      if (const auto line = log_.note(activity, hears_master, now_)) {
        ++count;
        EXPECT_EQ(parse_activity(*line), activity);
      }
    return count;
  }

  ActivityLog log_;
  std::chrono::steady_clock::time_point now_{1h};
};

TEST_F(ActivityLogTest, NewsAtOnceAndThenByPeriods) {
  EXPECT_EQ(lines(100ms, kIdle), 1);
  EXPECT_EQ(lines(1h, kIdle), 6);
  EXPECT_EQ(lines(100ms, kBusy), 1) << "the run begins";
  EXPECT_EQ(lines(1h, kBusy), 360);
  EXPECT_EQ(lines(100ms, kIdle), 1) << "it ends";
}

TEST_F(ActivityLogTest, TheLeaseIsNotRenewedWithoutAMaster) {
  EXPECT_EQ(lines(100ms, kBusy), 1);
  EXPECT_EQ(lines(1h, kBusy, false), 0);
  EXPECT_EQ(lines(100ms, kBusy), 1) << "it answers again";
}

TEST_F(ActivityLogTest, OtherUsersAreNoNews) {
  EXPECT_EQ(lines(100ms, {true, 0}), 1);
  EXPECT_EQ(lines(9s, {true, 7}), 0);
  EXPECT_EQ(lines(2s, {true, 8}), 1);
}

}  // namespace
}  // namespace acrida
