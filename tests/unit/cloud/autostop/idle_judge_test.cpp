// Histories of logs, and what is to be done for each.
#include "cloud/autostop/idle_judge.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

const LogReading kGone{};
const LogReading kSilent{.is_there = true, .has_grown = false, .had_run = false, .activity = {}};
const LogReading kChatter{.is_there = true, .has_grown = true, .had_run = false, .activity = {}};
const LogReading kBusy{
    .is_there = true, .has_grown = true, .had_run = true, .activity = Activity{true, 5}};
const LogReading kEnded{
    .is_there = true, .has_grown = true, .had_run = false, .activity = Activity{}};
const LogReading kShortRun{
    .is_there = true, .has_grown = true, .had_run = true, .activity = Activity{}};

constexpr IdleSettings kSettings{.idle = 600s, .grace = 300s, .lease = 120s, .expiry = 0s};

/// Looks each ten seconds at logs that are all the same.
class Watch {
 public:
  explicit Watch(IdleSettings settings = kSettings, std::size_t logs = 1)
      : logs_(logs), judge_(settings, logs, now_) {}
  /// The last verdict of so long a time; it ends early when that is to stop.
  IdleVerdict pass(std::chrono::seconds span, const LogReading& reading) {
    IdleVerdict verdict;
    for (std::chrono::seconds passed{0}; passed < span && !verdict.stop; passed += 10s) {
      now_ += 10s;
      verdict = judge_.judge(std::vector<LogReading>(logs_, reading), now_);
    }
    return verdict;
  }
  IdleVerdict look(const std::vector<LogReading>& readings) {
    now_ += 10s;
    return judge_.judge(readings, now_);
  }
  void sleep(std::chrono::seconds span) { now_ += span; }
  BootTime now() const { return now_; }

 private:
  std::size_t logs_;
  BootTime now_{100s};
  IdleJudge judge_;
};

TEST(IdleJudge, AnIdleMachineStopsAfterItsTimeAndNotBefore) {
  Watch watch;
  watch.look({kEnded});
  EXPECT_FALSE(watch.pass(570s, kSilent).stop);
  EXPECT_TRUE(watch.pass(60s, kSilent).stop);
  EXPECT_LE(watch.now(), 100s + 10s + 620s);
}

TEST(IdleJudge, NeverInARunHoweverSilentUsersAre) {
  Watch watch;
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(watch.look({kBusy}).reason, "a run has 5 users here");
    EXPECT_FALSE(watch.pass(100s, kSilent).stop);
  }
  watch.look({kEnded});
  EXPECT_FALSE(watch.pass(580s, kSilent).stop);
  EXPECT_TRUE(watch.pass(60s, kSilent).stop);
}

TEST(IdleJudge, LinesWithoutARunAreNoActivity) {
  Watch watch;
  watch.look({kEnded});
  EXPECT_TRUE(watch.pass(700s, kChatter).stop) << "such as: looking for the master";
}

TEST(IdleJudge, ARunOfADeadSlaveOrMasterHoldsForTheLease) {
  Watch watch;
  watch.look({kBusy});
  EXPECT_FALSE(watch.pass(700s, kSilent).stop) << "120 s and 600 s";
  EXPECT_TRUE(watch.pass(60s, kSilent).stop);
}

TEST(IdleJudge, AShortRunBetweenTwoLooksCounts) {
  Watch watch;
  watch.look({kEnded});
  watch.pass(580s, kSilent);
  watch.look({kShortRun});
  EXPECT_FALSE(watch.pass(580s, kSilent).stop);
  EXPECT_TRUE(watch.pass(60s, kSilent).stop);
}

TEST(IdleJudge, AllLogsMustBeIdle) {
  Watch watch(kSettings, 2);
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(watch.look({kEnded, kBusy}).stop);
  EXPECT_TRUE(watch.pass(800s, kSilent).stop);
}

TEST(IdleJudge, ALongBootHasItsGrace) {
  Watch watch({.idle = 60s, .grace = 600s, .lease = 120s, .expiry = 0s});
  EXPECT_FALSE(watch.pass(580s, kGone).stop);
  EXPECT_TRUE(watch.pass(60s, kGone).stop) << "its slaves have never started";
}

TEST(IdleJudge, ALogThatSaysNothingOfUsersKeepsTheMachineUntilItsExpiry) {
  Watch watch({.idle = 60s, .grace = 60s, .lease = 120s, .expiry = 86'400s});
  const IdleVerdict verdict = watch.pass(50'000s, kChatter);
  EXPECT_FALSE(verdict.stop);
  EXPECT_NE(verdict.reason.find("none about users"), std::string::npos);
  const IdleVerdict end = watch.pass(50'000s, kChatter);
  EXPECT_TRUE(end.stop);
  EXPECT_EQ(end.reason, "the machine is older than its expiry of 86400 s");
}

TEST(IdleJudge, TheExpiryEndsARunToo) {
  Watch watch({.idle = 60s, .grace = 60s, .lease = 120s, .expiry = 3600s});
  EXPECT_TRUE(watch.pass(4000s, kBusy).stop);
  EXPECT_LE(watch.now(), 3610s);
}

TEST(IdleJudge, TimeWithoutALookIsNotIdle) {
  Watch watch;
  watch.look({kEnded});
  watch.pass(400s, kSilent);
  watch.sleep(10h);
  EXPECT_FALSE(watch.pass(190s, kSilent).stop) << "a laptop slept, or the watch was stopped";
  EXPECT_TRUE(watch.pass(60s, kSilent).stop);
}

TEST(IdleJudge, ASleepInARunIsNoEndOfIt) {
  Watch watch;
  watch.look({kBusy});
  watch.sleep(10h);
  EXPECT_EQ(watch.look({kSilent}).reason, "a run has 5 users here");
}

TEST(IdleJudge, TwoVerdictsStop) {
  Watch watch({.idle = 10s, .grace = 0s, .lease = 120s, .expiry = 0s});
  EXPECT_FALSE(watch.look({kEnded}).stop);
  EXPECT_TRUE(watch.look({kSilent}).stop);
}

}  // namespace
}  // namespace acrida
