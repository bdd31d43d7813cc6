// GeneratorJudge: figures of a second, and what becomes of many.
#include "master/run/generator_judge.hpp"

#include <gmock/gmock.h>

#include "master/run/judge_limits.hpp"
#include "master/run/run_machine.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

SparseHistogram times(std::chrono::nanoseconds value, std::uint64_t count = 100) {
  return {{Histogram::bucket_of(value), count}};
}

/// A second of a slave of two cores with a tenth of them in use.
GeneratorHealth calm() {
  GeneratorHealth health;
  health.window = 1s;
  health.loop_lag = times(300us, 200);
  health.cpu = 200ms;
  health.run_queue_wait = 4ms;
  health.cores = 2;
  health.machine_busy = 0.25;
  health.descriptors_used = 100;
  health.descriptors_limit = 1'000;
  health.ports_used = 50;
  health.ports_available = 28'232;
  health.memory_used_bytes = 1u << 30;
  health.memory_limit_bytes = 4ull << 30;
  return health;
}

GeneratorHealth late(std::chrono::nanoseconds lag) {
  GeneratorHealth health = calm();
  health.loop_lag = times(lag, 200);
  return health;
}

struct Judged {
  explicit Judged(const GeneratorHealth& health, const SparseHistogram& lateness = {})
      : second(GeneratorSecond::of({health, lateness})), findings(findings_of(second)) {}
  GeneratorVerdict verdict() const {
    return findings.empty() ? GeneratorVerdict::valid : findings.front().verdict;
  }
  std::string text() const {
    return findings.empty() ? "" : describe(findings.front().cause, second, "in second 7");
  }
  GeneratorSecond second;
  std::vector<GeneratorFinding> findings;
};

TEST(GeneratorSecondTest, IsValidWhenNothingIsWrong) {
  EXPECT_TRUE(Judged(calm(), times(2ms)).findings.empty());
  EXPECT_TRUE(Judged(GeneratorHealth{}).findings.empty()) << "what is not known is no fault";
}

TEST(GeneratorSecondTest, JudgesByTheLagOfTheLoops) {
  EXPECT_EQ(Judged(late(9ms)).verdict(), GeneratorVerdict::valid);
  EXPECT_EQ(Judged(late(11ms)).verdict(), GeneratorVerdict::suspect);
  EXPECT_EQ(Judged(late(51ms)).verdict(), GeneratorVerdict::invalid);
  EXPECT_EQ(Judged(late(51ms)).text(),
            "its event loops were late: p99 51 ms in second 7; the test's own code held them up: "
            "offload() what blocks or computes for long");
}

TEST(GeneratorSecondTest, JudgesByTheLatenessOfManyUsersOnly) {
  EXPECT_EQ(Judged(calm(), times(84ms)).verdict(), GeneratorVerdict::invalid);
  EXPECT_THAT(Judged(calm(), times(84ms)).text(),
              HasSubstr("users were woken late: p99 84 ms in second 7; "));
  EXPECT_THAT(Judged(late(84ms), times(43ms)).text(),
              HasSubstr("event loops were late: p99 84 ms"));
  EXPECT_EQ(Judged(calm(), times(84ms, kFewestWakeUps - 1)).verdict(), GeneratorVerdict::valid);
}

TEST(GeneratorSecondTest, TellsAStarvedSlaveFromABusyOne) {
  GeneratorHealth busy = late(84ms);
  busy.cpu = 1'980ms;
  EXPECT_EQ(Judged(busy).text(),
            "its event loops were late: p99 84 ms in second 7; its cores were busy 99 %: use more "
            "slaves or cores");
  GeneratorHealth starved = late(84ms);
  starved.cpu = 100ms;
  starved.cores = 1;
  starved.run_queue_wait = 900ms;
  starved.machine_busy = 0.995;
  EXPECT_EQ(
      Judged(starved).text(),
      "its event loops were late: p99 84 ms in second 7; it got only 10 % of the CPU time that "
      "it asked for, as other processes wanted its cores too (its machine was busy 100 %): "
      "give it cores of its own");
  GeneratorHealth throttled = late(84ms);
  throttled.cpu = 100ms;
  throttled.cores = 0.1;
  throttled.throttled = 900ms;
  EXPECT_THAT(Judged(throttled).text(),
              HasSubstr("got only 10 % of the CPU time that it asked for, as the CPU limit of its "
                        "control group held it back"));
  GeneratorHealth stolen = late(12ms);
  stolen.machine_stolen = 0.123;
  EXPECT_THAT(Judged(stolen).text(), HasSubstr("the host of its virtual machine gave 12 % of"));
}

TEST(GeneratorSecondTest, DoubtsABusySlaveBeforeItIsLate) {
  GeneratorHealth busy = calm();
  busy.cpu = 1'850ms;
  EXPECT_EQ(Judged(busy).verdict(), GeneratorVerdict::suspect);
  EXPECT_EQ(Judged(busy).text(), "its cores were busy 93 % in second 7: use more slaves or cores");
  GeneratorHealth starved = calm();
  starved.run_queue_wait = 1'100ms;
  EXPECT_EQ(Judged(starved).verdict(), GeneratorVerdict::suspect);
  starved.run_queue_wait = 900ms;
  EXPECT_EQ(Judged(starved).verdict(), GeneratorVerdict::valid) << "short waits of many threads";
}

TEST(GeneratorSecondTest, DoubtsALoadThatIsNotTheOneAskedFor) {
  const GeneratorHealth health = calm();
  const SparseHistogram lateness;
  const auto of = [&](std::uint64_t dropped) {
    return GeneratorSecond::of({health, lateness, 10'000, dropped});
  };
  EXPECT_TRUE(findings_of(of(9)).empty());
  EXPECT_EQ(findings_of(of(10)).at(0).verdict, GeneratorVerdict::suspect);
  EXPECT_EQ(findings_of(of(100)).at(0).verdict, GeneratorVerdict::invalid);
  EXPECT_EQ(describe(GeneratorCause::dropped, of(100), "in second 7"),
            "100 of 10000 arrivals found no user free in second 7: use more users or a lower rate");
}

TEST(GeneratorSecondTest, WatchesWhatMayRunOut) {
  GeneratorHealth health = calm();
  health.descriptors_used = 993;
  EXPECT_EQ(Judged(health).verdict(), GeneratorVerdict::suspect);
  health.descriptors_used = 998;
  EXPECT_EQ(Judged(health).verdict(), GeneratorVerdict::invalid);
  EXPECT_EQ(Judged(health).text(),
            "998 of 1000 file descriptors were in use in second 7: raise `ulimit -Hn` or use more "
            "slaves");
  health = calm();
  health.ports_used = 28'232;
  EXPECT_EQ(Judged(health).verdict(), GeneratorVerdict::suspect);
  EXPECT_THAT(Judged(health).text(), HasSubstr("net.ipv4.ip_local_port_range"));
  health = calm();
  health.memory_used_bytes = health.memory_limit_bytes;
  EXPECT_EQ(Judged(health).verdict(), GeneratorVerdict::invalid);
  EXPECT_EQ(Judged(health).text(),
            "4096 MiB of 4096 MiB memory were in use in second 7: use more slaves or fewer users");
}

class GeneratorJudgeTest : public testing::Test {
 protected:
  GeneratorJudgeTest() { judge_.begin(now_); }

  /// One report of each of so many seconds.
  std::string report(const std::string& slave, const GeneratorHealth& health, int seconds) {
    std::string news;
    for (int i = 0; i < seconds; ++i) {
      now_.mono += 1s;
      news += judge_.add(slave, {health, {}}, now_).value_or("");
    }
    return news;
  }
  GeneratorView view() const {
    GeneratorView view;
    judge_.describe(view);
    return view;
  }

  Now now_{Instant(1000s), WallTime(1'700'000'000s)};
  GeneratorJudge judge_;
};

TEST_F(GeneratorJudgeTest, IsNotKnownBeforeTheFirstReport) {
  EXPECT_EQ(judge_.verdict(), GeneratorVerdict::unknown);
  EXPECT_EQ(view().text, "not known");
  judge_.add("alpha");
  EXPECT_EQ(view().slaves.at(0).verdict, GeneratorVerdict::unknown);
}

TEST_F(GeneratorJudgeTest, AValidRunSaysSo) {
  EXPECT_EQ(report("alpha", calm(), 60), "");
  EXPECT_EQ(view().text, "valid: all 60 seconds");
  EXPECT_EQ(view().seconds, (VerdictSeconds{60, 0, 0}));
  EXPECT_EQ(view().stretches, (std::vector<VerdictStretch>{{1, 60, GeneratorVerdict::valid}}));
}

TEST_F(GeneratorJudgeTest, TellsOnceWhenASlaveBecomesInvalid) {
  report("alpha", calm(), 11);
  const std::string news = report("alpha", late(84ms), 29);
  EXPECT_EQ(news,
            "slave alpha is invalid: its event loops were late: p99 84 ms in seconds 12 to 13; the "
            "test's own code held them up: offload() what blocks or computes for long");
  EXPECT_EQ(report("alpha", calm(), 20), "");
  EXPECT_EQ(
      view().text,
      "invalid: 29 invalid of 60 seconds; slave alpha: its event loops were late: p99 84 ms in "
      "seconds 12 to 40; the test's own code held them up: offload() what blocks or computes "
      "for long");
  EXPECT_EQ(view().stretches, (std::vector<VerdictStretch>{{1, 11, GeneratorVerdict::valid},
                                                           {12, 40, GeneratorVerdict::invalid},
                                                           {41, 60, GeneratorVerdict::valid}}));
}

TEST_F(GeneratorJudgeTest, ForgivesOneSecondAndFivePercent) {
  report("alpha", late(84ms), 1);
  report("alpha", calm(), 3);
  EXPECT_EQ(judge_.verdict(), GeneratorVerdict::valid) << "one second is one hitch";
  report("alpha", late(84ms), 1);
  EXPECT_EQ(judge_.verdict(), GeneratorVerdict::invalid);
  report("alpha", calm(), 35);
  EXPECT_EQ(judge_.verdict(), GeneratorVerdict::valid) << "2 of 40 are 5 %";
  EXPECT_EQ(view().text, "valid: 2 invalid of 40 seconds");
  report("alpha", late(15ms), 1);
  EXPECT_EQ(judge_.verdict(), GeneratorVerdict::suspect);
}

TEST_F(GeneratorJudgeTest, ASecondIsAsBadAsItsWorstSlave) {
  for (int second = 0; second < 20; ++second) {
    now_.mono += 1s;
    const GeneratorHealth beta = second < 10 ? late(84ms) : calm();
    judge_.add("alpha", {calm(), {}}, now_);
    judge_.add("beta", {beta, {}}, now_);
  }
  EXPECT_EQ(view().seconds, (VerdictSeconds{10, 0, 10}));
  EXPECT_EQ(view().slaves.at(0).verdict, GeneratorVerdict::valid);
  EXPECT_EQ(view().slaves.at(1).verdict, GeneratorVerdict::invalid);
  EXPECT_THAT(view().text, HasSubstr("; slave beta: "));
  EXPECT_THAT(view().text, Not(HasSubstr("alpha")));
}

TEST_F(GeneratorJudgeTest, ALateReportSpeaksForAllOfItsSeconds) {
  report("alpha", calm(), 5);
  now_.mono += 4s;
  GeneratorHealth health = late(2s);
  health.window = 4s;
  judge_.add("alpha", {health, {}}, now_);
  EXPECT_EQ(view().seconds, (VerdictSeconds{5, 0, 4}));
  EXPECT_EQ(view().slaves.at(0).findings.at(0).first_second, 6u);
  EXPECT_EQ(view().slaves.at(0).findings.at(0).last_second, 9u);
}

TEST_F(GeneratorJudgeTest, LeavesOutTheRestOfASecond) {
  report("alpha", calm(), 5);
  GeneratorHealth rest = late(1s);
  rest.window = 100ms;
  judge_.add("alpha", {rest, {}}, now_);
  EXPECT_EQ(view().seconds, (VerdictSeconds{5, 0, 0}));
}

TEST_F(GeneratorJudgeTest, ALocustWorkerIsNeverValid) {
  judge_.add("worker");
  report("alpha", calm(), 10);
  EXPECT_EQ(judge_.verdict(), GeneratorVerdict::unknown);
  EXPECT_EQ(view().text, "not known: all 10 seconds; 1 of 2 slaves do not measure themselves");
  report("alpha", late(84ms), 10);
  EXPECT_EQ(judge_.verdict(), GeneratorVerdict::invalid);
}

TEST_F(GeneratorJudgeTest, IsBounded) {
  for (std::size_t i = 0; i < GeneratorJudge::kMaxSlaves + 10; ++i) judge_.add(std::to_string(i));
  EXPECT_EQ(view().slaves.size(), GeneratorJudge::kMaxSlaves);
  judge_.begin(now_);
  report("alpha", calm(), 2 * GeneratorJudge::kMaxSeconds);
  EXPECT_EQ(view().seconds.valid, 2 * GeneratorJudge::kMaxSeconds);
  EXPECT_EQ(view().stretches.at(0).first_second, GeneratorJudge::kMaxSeconds + 1);
  now_.mono += 24h * 365;
  GeneratorHealth health = calm();
  health.window = 24h * 300;
  judge_.add("alpha", {health, {}}, now_);
  EXPECT_LE(view().seconds.total(), 2 * GeneratorJudge::kMaxSeconds + 60);
}

TEST(RunMachineJudgeTest, JudgesReportsOfTheRunAndWarns) {
  RunSettings settings;
  settings.classes.resize(1);
  settings.classes[0].plan.name = "A";
  RunMachine machine(settings);
  Now now{Instant(1000s), WallTime(1'700'000'000s)};
  machine.on(wire::ClientReady{}, "alpha", now);
  StartCommand start;
  start.users = 1;
  start.spawn_rate = 1;
  std::uint64_t epoch = 0;
  for (const Action& action : machine.on(RunCommand{1, start}, now)) {
    if (const auto* send = std::get_if<Send>(&action))
      if (const auto* spawn = std::get_if<wire::Spawn>(&send->message)) epoch = spawn->epoch;
  }
  std::string warnings;
  for (std::uint64_t sequence = 1; sequence <= 5; ++sequence) {
    now.mono += 1s;
    wire::StatsReport report;
    report.epoch = epoch;
    report.sequence = sequence;
    report.exact = true;
    report.health = late(84ms);
    for (const Action& action : machine.on(report, "alpha", now)) {
      if (const auto* line = std::get_if<LogLine>(&action)) warnings += line->text + "\n";
    }
    machine.on(report, "alpha", now);  // a repetition
  }
  EXPECT_THAT(warnings, HasSubstr("the load generator: slave alpha is invalid: its event loops"));
  EXPECT_EQ(std::count(warnings.begin(), warnings.end(), '\n'), 1);
  EXPECT_EQ(machine.view(now)->generator.seconds, (VerdictSeconds{0, 0, 5}));
  machine.on(RunCommand{2, ResetStatsCommand{}}, now);
  EXPECT_EQ(machine.view(now)->generator.verdict, GeneratorVerdict::unknown);
}

}  // namespace
}  // namespace acrida
