// Load shapes: a real master follows them with real slaves, and says what is wrong with them.
#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string kShapes = "tests/integration/users/shapes.cpp";

/// Users by second, of a _stats_history.csv ("Timestamp,User Count,...").
std::vector<int> users_by_second(const std::string& csv) {
  std::vector<int> users;
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const std::size_t comma = line.find(',');
    const int now = std::stoi(line.substr(comma + 1));
    users.push_back(now);
  }
  return users;
}

/// The levels, in their order; others may lie between them.
bool visits(const std::vector<int>& users, const std::vector<int>& levels) {
  auto next = levels.begin();
  for (const int now : users)
    if (next != levels.end() && now == *next) ++next;
  return next == levels.end();
}

Process run_shape(const std::vector<std::string>& arguments,
                  std::vector<std::string> environment = test_environment()) {
  std::vector<std::string> command{acrida_executable(), "run", source_path(kShapes), "--headless",
                                   "--only-summary"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return Process(command, {.environment = std::move(environment), .merge_output = true});
}

TEST(PluginShape, IsFollowedAndEndsTheRun) {
  const TempDir csv;
  Fleet fleet({.test = source_path(kShapes),
               .host = "http://127.0.0.1:9",
               .arguments = {"--shape", "Morning", "--csv", (csv / "run").string()}});
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  EXPECT_THAT(fleet.output(), HasSubstr("the load shape Morning is over"));
  const auto users = users_by_second(read_file(csv / "run_stats_history.csv"));
  EXPECT_TRUE(visits(users, {2, 6, 4})) << ::testing::PrintToString(users);
  EXPECT_EQ(*std::max_element(users.begin(), users.end()), 6);
  const auto results = fleet.results();
  EXPECT_GT(results.at("IDLE Sleeper").requests, results.at("IDLE Idler").requests)
      << "the last step is without Idlers";
}

TEST(PluginShape, KnowsTheArgumentsOfTheRun) {
  const TempDir csv;
  Process run = run_shape(
      {"--shape", "Evening", "-t", "3s", "--night-users", "7", "--csv", (csv / "run").string()});
  EXPECT_EQ(run.wait(seconds(60)), 0) << run.out();
  const auto users = users_by_second(read_file(csv / "run_stats_history.csv"));
  EXPECT_TRUE(visits(users, {7})) << ::testing::PrintToString(users);
}

TEST(PluginShape, IsBoundedByTheRunTime) {
  Process run = run_shape({"--shape", "Evening", "-t", "2s", "-u", "50"});
  EXPECT_EQ(run.wait(seconds(60)), 0) << run.out();
  EXPECT_THAT(run.out(), AllOf(HasSubstr("the run time is over"),
                               HasSubstr("-u and -r are ignored: the load shape Evening")));
}

TEST(PluginShape, ThatThrowsEndsTheRunAsAnError) {
  auto environment = test_environment();
  environment.push_back("EVENING_END=throw");
  Process run = run_shape({"--shape", "Evening"}, environment);
  EXPECT_EQ(run.wait(seconds(60)), 2) << run.out();
  EXPECT_THAT(run.out(), HasSubstr("the load shape Evening threw: night"));
}

TEST(PluginShape, ThatCrashesEndsTheRunAndNotTheMaster) {
  auto environment = test_environment();
  environment.push_back("EVENING_END=crash");
  Process run = run_shape({"--shape", "Evening"}, environment);
  EXPECT_EQ(run.wait(seconds(60)), 2) << run.out();
  EXPECT_THAT(run.out(), AllOf(HasSubstr("stopped: the director, which runs the test's load shape "
                                         "and hooks, ended: signal 6"),
                               HasSubstr("Aggregated")));
}

TEST(PluginShape, HasToBeChosenAmongSeveral) {
  Process none = run_shape({});
  EXPECT_EQ(none.wait(seconds(60)), 2);
  EXPECT_THAT(none.out(), HasSubstr("choose one with --shape: Morning, Evening"));
  Process unknown = run_shape({"--shape", "Night"});
  EXPECT_EQ(unknown.wait(seconds(60)), 2);
  EXPECT_THAT(unknown.out(),
              HasSubstr("there is no load shape Night; the test has Morning, Evening"));
}

TEST(ReadyMadeShape, IsFollowedWithoutADirector) {
  const TempDir csv;
  Process run =
      run_shape({"--stages", "2s:8,2s:8,0:3,3s:3", "--csv", (csv / "run").string(), "-L", "DEBUG"});
  EXPECT_EQ(run.wait(seconds(60)), 0) << run.out();
  const auto users = users_by_second(read_file(csv / "run_stats_history.csv"));
  EXPECT_TRUE(visits(users, {8, 3})) << ::testing::PrintToString(users);
  EXPECT_EQ(*std::max_element(users.begin(), users.end()), 8);
  for (int planned = 1; planned <= 8; ++planned)
    EXPECT_THAT(run.out(), HasSubstr("ramping to " + std::to_string(planned) + " users at a rate"));
}

TEST(ReadyMadeShape, IsRefusedInOneLineWhenItIsWrong) {
  Process run = run_shape({"--stages", "1m"});
  EXPECT_EQ(run.wait(seconds(60)), 2);
  EXPECT_THAT(run.out(), HasSubstr("'1m' is no stage; write stages:DURATION:USERS"));
}

}  // namespace
}  // namespace acrida::tests
