// What is judged of readings alone; histories are in log_history_test.cpp.
#include "cloud/autostop/idle_judge.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using Kind = IdleVerdict::Kind;

LogReading reading(bool had_run, std::optional<Activity> activity) {
  return {.state = LogReading::State::readable,
          .has_grown = had_run || activity,
          .had_run = had_run,
          .activity = activity};
}
const LogReading kSilent = reading(false, {});
const LogReading kBusy = reading(true, Activity{true, 5});
const LogReading kEnded = reading(false, Activity{});

/// Looks each ten seconds.
class Watch {
 public:
  explicit Watch(IdleSettings settings = {}) : judge_(settings, {now_, {}}) {}
  IdleVerdict look(const std::vector<LogReading>& readings) {
    now_ += 10s;
    return judge_.judge(readings, {now_, {}});
  }
  /// The last verdict of so long a time; it ends early when that is to stop.
  IdleVerdict pass(std::chrono::seconds span, const LogReading& reading) {
    IdleVerdict verdict;
    for (std::chrono::seconds passed{0}; passed < span && !verdict.stop; passed += 10s)
      verdict = look({reading});
    return verdict;
  }
  void sleep(std::chrono::seconds span) { now_ += span; }

 private:
  BootTime now_{100s};
  IdleJudge judge_;
};

TEST(IdleJudge, SaysWhy) {
  Watch watch;
  EXPECT_EQ(watch.look({kEnded, kEnded}),
            (IdleVerdict{Kind::grace, false, "the grace time has 590 s left"}));
  EXPECT_EQ(watch.look({kBusy, kBusy}),
            (IdleVerdict{Kind::in_use, false, "a run is on here, with 10 users"}));
  EXPECT_EQ(watch.look({kEnded, kSilent}),
            (IdleVerdict{Kind::in_use, false, "a run is on here, with 5 users"}));
  watch.look({kSilent, kEnded});
  EXPECT_EQ(watch.pass(570s, kSilent),
            (IdleVerdict{Kind::waiting, false, "no run for 580 s of 600 s"}));
  EXPECT_EQ(watch.pass(30s, kSilent), (IdleVerdict{Kind::idle, true, "no run for 610 s"}));
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
  EXPECT_EQ(watch.look({kSilent}).kind, Kind::in_use);
}

TEST(IdleJudge, TwoVerdictsStopAndARunBetweenThemDoesNot) {
  Watch watch({.idle = 10s, .grace = 0s, .lease = 10s, .expires = {}});
  EXPECT_FALSE(watch.look({kEnded}).stop);
  EXPECT_EQ(watch.look({kBusy}).kind, Kind::in_use);
  EXPECT_EQ(watch.look({kSilent}).kind, Kind::idle);
  EXPECT_TRUE(watch.look({kSilent}).stop);
}

TEST(IdleJudge, ARunBegunAfterTheVerdictKeepsTheMachine) {
  Watch watch({.idle = 10s, .grace = 0s, .lease = 120s, .expires = {}});
  watch.look({kEnded});
  EXPECT_TRUE(watch.look({kSilent}).stop);
  EXPECT_FALSE(watch.look({kBusy}).stop) << "the command has not stopped it so far";
}

}  // namespace
}  // namespace acrida
