// Hooks and custom messages: called in their order on both sides, by real processes.
#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// One run of tests/integration/users/hooks.cpp and what its hooks wrote down.
class HooksRun {
 public:
  explicit HooksRun(const std::string& what_to_do, std::vector<std::string> arguments = {}) {
    auto environment = test_environment();
    environment.push_back("HOOKS_FILE=" + (directory_ / "hooks").string());
    environment.push_back("HOOKS_DO=" + what_to_do);
    std::vector<std::string> command{acrida_executable(),
                                     "run",
                                     source_path("tests/integration/users/hooks.cpp"),
                                     "--headless",
                                     "--only-summary",
                                     "-u",
                                     "2",
                                     "-r",
                                     "100",
                                     "-t",
                                     "3s"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    Process run(command, {.environment = environment, .merge_output = true});
    exit_code = run.wait(seconds(90));
    output = run.out();
    std::istringstream text(read_file(directory_ / "hooks"));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
  }

  /// Of one role, in their order.
  std::vector<std::string> of(const std::string& role) const {
    std::vector<std::string> found;
    for (const std::string& line : lines)
      if (line.starts_with(role + " ")) found.push_back(line.substr(role.size() + 1));
    return found;
  }
  std::size_t place(const std::string& line) const {
    return static_cast<std::size_t>(std::find(lines.begin(), lines.end(), line) - lines.begin());
  }

  std::optional<int> exit_code;
  std::string output;
  std::vector<std::string> lines;

 private:
  TempDir directory_;
};

std::vector<std::string> without(std::vector<std::string> lines, const std::string& start) {
  std::erase_if(lines, [&](const std::string& line) { return line.starts_with(start); });
  return lines;
}

TEST(HooksOfATest, AreCalledInOrderOnBothSides) {
  const HooksRun run("");
  ASSERT_EQ(run.exit_code, 0) << run.output;
  auto master = without(without(run.of("master"), "hello"), "echo");
  ASSERT_EQ(master.size(), 7u) << ::testing::PrintToString(run.lines);
  EXPECT_THAT(master.back(), StartsWith("quitting 0, bytes "));
  EXPECT_GT(std::stoi(master.back().substr(18)), 0) << "what the slave attached to its reports";
  master.pop_back();
  EXPECT_EQ(master,
            (std::vector<std::string>{"init", "slave_connect", "test_start", "spawning_complete 2",
                                      "test_stopping", "test_stop"}));
  EXPECT_EQ(run.of("slave"),
            (std::vector<std::string>{"init", "seed first 1", "test_start", "seed again 2",
                                      "spawning_complete 2", "test_stopping", "test_stop"}));
}

TEST(HooksOfATest, SpeakInMessagesBothWays) {
  const HooksRun run("");
  ASSERT_EQ(run.exit_code, 0) << run.output;
  const auto master = run.of("master");
  EXPECT_THAT(master, Contains("echo first 1"));
  EXPECT_THAT(master, Contains("echo again 2")) << "sent to one slave by its name";
  EXPECT_EQ(
      std::count_if(master.begin(), master.end(),
                    [](const std::string& line) { return line.starts_with("hello of user"); }),
      2)
      << "users send too";
  EXPECT_LT(run.place("slave seed first 1"), run.place("slave test_start"))
      << "what test_start of the master sends is there before the first user";
}

TEST(HooksOfATest, KnowTheArgumentsOfTheRun) {
  const HooksRun run("", {"-t", "1s", "--first-seed", "5"});
  ASSERT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.of("slave"), Contains("seed first 5")) << "the master's hook sends its argument";
}

TEST(HooksOfATest, MayChangeTheExitCode) {
  const HooksRun run("exit code", {"-t", "1s"});
  EXPECT_EQ(run.exit_code, 7) << run.output;
}

TEST(HooksOfATest, ThatThrowMakeTheExitCodeTwoAndTheRunGoesOn) {
  const HooksRun master("throw", {"-t", "1s"});
  EXPECT_EQ(master.exit_code, 2) << master.output;
  EXPECT_THAT(master.output,
              AllOf(HasSubstr("hook Recorder::test_start threw std::runtime_error: no seeds"),
                    HasSubstr("the run time is over"), ContainsRegex("WORK +work +[1-9]")));
  const HooksRun slave("throw on slave", {"-t", "2s"});
  EXPECT_EQ(slave.exit_code, 2) << slave.output;
  EXPECT_THAT(slave.output,
              AllOf(HasSubstr("hook Recorder::test_start threw std::runtime_error: no seeds"),
                    HasSubstr("the run time is over")));
}

TEST(HooksOfATest, HearOfWhatUsersThrow) {
  const HooksRun run("user_error", {"-t", "1s"});
  EXPECT_EQ(run.exit_code, 1) << run.output;
  EXPECT_THAT(run.of("slave"), Contains(ContainsRegex("user_error of .*runtime_error: no luck")));
}

TEST(HooksOfATest, ThatCrashDoNotHarmTheMaster) {
  const HooksRun run("crash");
  EXPECT_EQ(run.exit_code, 2) << run.output;
  EXPECT_THAT(run.output, HasSubstr("cannot start: the director, which runs the test's load shape "
                                    "and hooks, ended: signal 6"));
}

}  // namespace
}  // namespace acrida::tests
