// Crashes of the test: nothing that was counted is lost, the users start again, the cause is named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using ::testing::HasSubstr;

/// A run of one slave whose users are of one class of users/crashes.cpp.
class CrashingRun {
 public:
  CrashingRun(const std::string& user_class, const std::string& run_time,
              std::vector<std::string> slave_arguments = {}, std::string max_crashes = "100")
      : fleet_({.test = source_path("tests/integration/users/crashes.cpp"),
                .host = nginx_.url(),
                .slaves = 1,
                .arguments = {user_class, "-u", "10", "-r", "100", "-t", run_time, "-s", "2",
                              "--csv", "crash", "--max-crashes", max_crashes, "--data-dir", "runs"},
                .slave_arguments = std::move(slave_arguments)}) {
    code_ = fleet_.wait();
    exceptions_ = read_file(fleet_.directory() / "crash_exceptions.csv");
  }

  /// What was counted, nginx has seen; what it has seen, was counted or is unknown.
  void expect_nothing_lost() const {
    const auto logged = nginx_.access_log();
    const auto rows = fleet_.results();
    EXPECT_EQ(rows.size(), logged.size());
    for (const auto& [name, line] : logged) {
      ASSERT_TRUE(rows.contains(name)) << name << output();
      const ResultRow& row = rows.at(name);
      EXPECT_GT(row.requests, 300u) << name << output();
      EXPECT_LE(row.requests, line.requests) << name << output();
      EXPECT_GE(row.requests + row.unknown, line.requests) << name << output();
      EXPECT_LE(row.unknown, 10 * crashes()) << name << output();
      EXPECT_EQ(row.failures, 0u) << name << output();
    }
  }
  std::size_t crashes() const {
    const std::string text = output();
    std::size_t count = 0;
    for (std::size_t at = text.find("(crash "); at != std::string::npos;
         at = text.find("(crash ", at + 1))
      ++count;
    return count;
  }
  std::optional<int> code() const { return code_; }
  const std::string& exceptions() const { return exceptions_; }
  std::string output() const { return fleet_.output(); }

 private:
  Nginx nginx_;
  Fleet fleet_;
  std::optional<int> code_;
  std::string exceptions_;
};

void expect_crashes(const CrashingRun& run, const std::string& cause) {
  EXPECT_EQ(run.code(), 1) << run.output();
  EXPECT_GE(run.crashes(), 2u) << run.output();
  EXPECT_THAT(run.exceptions(), HasSubstr("the runner crashed: " + cause)) << run.output();
  EXPECT_THAT(run.output(), HasSubstr(std::to_string(run.crashes()) + " times the test crashed"));
  run.expect_nothing_lost();
}

TEST(Crash, Segfault) {
  const CrashingRun run("Segfaulting", "5s");
  expect_crashes(run, "SIGSEGV (null pointer) in Segfaulting::write() crashes.cpp:");
  EXPECT_THAT(run.exceptions(), HasSubstr("\nSegfaulting::browse() crashes.cpp:"));
  EXPECT_THAT(run.exceptions(), ::testing::Not(HasSubstr("asio")));
}

TEST(Crash, Abort) {
  expect_crashes(CrashingRun("Aborting", "4s"), "SIGABRT in Aborting::pay() crashes.cpp:");
}

TEST(Crash, StackOverflow) {
  expect_crashes(CrashingRun("Recursing", "4s"),
                 "stack overflow (SIGSEGV) in Recursing::depth_of(");
}

TEST(Crash, MemoryLimit) {
  expect_crashes(CrashingRun("Hoarding", "5s", {"--runner-memory", "1G"}),
                 "the memory limit of 1.0 GiB is exhausted (--runner-memory) (SIGABRT) in "
                 "Hoarding::collect() crashes.cpp:");
}

TEST(Crash, ExceptionOutOfAThread) {
  expect_crashes(CrashingRun("Threading", "4s"),
                 "uncaught std::out_of_range: no such worker (SIGABRT) in Threading::work()");
}

// The task is named while it still loops; after ten seconds the runner is ended like any crash.
TEST(Crash, EndlessLoop) {
  const CrashingRun run("Looping", "15s");
  EXPECT_EQ(run.code(), 1) << run.output();
  EXPECT_THAT(run.exceptions(), HasSubstr("stalled for 3 s in Looping::count_up() crashes.cpp:"))
      << run.output();
  EXPECT_GE(run.crashes(), 1u) << run.output();
  EXPECT_THAT(run.exceptions(), HasSubstr("stalled for 10 s (SIGABRT) in Looping::count_up()"));
}

TEST(Crash, TooManyFailTheRun) {
  const CrashingRun run("Segfaulting", "60s", {}, "2");
  EXPECT_EQ(run.code(), 2) << run.output();
  EXPECT_EQ(run.crashes(), 3u) << run.output();
  EXPECT_THAT(run.output(), HasSubstr("stopped: 3 crashes, more than --max-crashes 2; the last: "));
  run.expect_nothing_lost();
}

TEST(Crash, OfTheSlavesOptionIsChecked) {
  Process slave({acrida_executable(), "slave", "--runner-memory", "much"});
  EXPECT_EQ(slave.wait(std::chrono::seconds(10)), 2);
  EXPECT_THAT(slave.err(), HasSubstr("'much' is not a size such as 512M or 1.5G"));
}

}  // namespace
}  // namespace acrida::tests
