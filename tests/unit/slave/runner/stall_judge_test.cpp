// StallJudge: what counts as standing still.
#include "slave/runner/stall_judge.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using Verdict = StallJudge::Verdict;

class Watch {
 public:
  Watch() { judge_.look({}, now_); }
  Verdict look(std::chrono::milliseconds after, std::chrono::milliseconds cpu) {
    now_ += after;
    sign.cpu += cpu;
    return judge_.look(sign, now_);
  }
  /// How many looks of half a second until a verdict, at most 100.
  int looks_until(Verdict verdict, std::chrono::milliseconds cpu) {
    for (int looks = 1; looks <= 100; ++looks)
      if (look(500ms, cpu) == verdict) return looks;
    return -1;
  }
  ShardSign sign;

 private:
  StallJudge judge_;
  Instant now_ = Instant(1000s);
};

TEST(StallJudge, EndlessLoop) {
  Watch watch;
  EXPECT_EQ(watch.looks_until(Verdict::stalled, 500ms), 6);
  EXPECT_EQ(watch.looks_until(Verdict::hopeless, 500ms), 14);
}

TEST(StallJudge, BlockingCall) {
  Watch watch;
  watch.sign.is_blocked = true;
  EXPECT_EQ(watch.looks_until(Verdict::stalled, 0ms), 6);
}

TEST(StallJudge, AnAnswerEndsIt) {
  Watch watch;
  EXPECT_EQ(watch.looks_until(Verdict::stalled, 500ms), 6);
  ++watch.sign.answers;
  EXPECT_EQ(watch.look(500ms, 500ms), Verdict::fine);
  EXPECT_EQ(watch.looks_until(Verdict::stalled, 500ms), 6);
}

TEST(StallJudge, AnOverloadedShardWhoseUsersGoOnIsNone) {
  Watch watch;
  for (int i = 0; i < 100; ++i) {
    ++watch.sign.activity;
    EXPECT_EQ(watch.look(500ms, 500ms), Verdict::fine);
  }
}

TEST(StallJudge, AThreadThatGetsNoProcessorIsNone) {
  Watch watch;
  EXPECT_EQ(watch.looks_until(Verdict::stalled, 0ms), -1);
}

TEST(StallJudge, AProcessThatWasStoppedIsNone) {
  Watch watch;
  EXPECT_EQ(watch.look(1h, 10ms), Verdict::fine);
  EXPECT_EQ(watch.look(500ms, 500ms), Verdict::fine);
}

}  // namespace
}  // namespace acrida
