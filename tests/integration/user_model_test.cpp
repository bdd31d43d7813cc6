// The user model as a whole: what its users do, as the master counts it.
#include <map>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

/// A run of users/model.cpp; those that end themselves have much more time than they need.
struct ModelRun {
  explicit ModelRun(const std::vector<std::string>& arguments) {
    std::vector<std::string> command{
        acrida_executable(), "run", "-f",       source_path("tests/integration/users/model.cpp"),
        "--headless",        "-H",  nginx.url()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    Process process(command, {.environment = test_environment(), .merge_output = true});
    code = process.wait(seconds(100)).value_or(-1);
    output = process.out();
  }
  Nginx nginx;
  int code = -1;
  std::string output;
};

TEST(UserModel, LooksIntoAnswersAndEndsTheTest) {
  const ModelRun run({"-u", "1", "-t", "90s", "Looker"});
  EXPECT_EQ(run.code, 1) << run.output;
  EXPECT_THAT(run.output, HasSubstr("stopping: the test ended itself: seen enough"));
  for (const char* failure :
       {"GET no pointer: the JSON has no /items/20/id", "GET another kind: /name of the JSON is",
        "GET no json: Timeout", "GET no match: nothing matches token=(\\w+)",
        "GET expect: status is not 201", "GET goes on: not created",
        "acrida::ExpectationFailed: nobody to blame"})
    EXPECT_THAT(run.output, HasSubstr(failure));
  EXPECT_THAT(run.output, Not(HasSubstr("something else")));
  EXPECT_THAT(run.output, Not(HasSubstr("not reached")));
  EXPECT_THAT(run.output, HasSubstr("GET      reached"));
}

TEST(UserModel, TagsChooseTasksInSetsToo) {
  const ModelRun run({"-u", "4", "-r", "4", "-t", "2s", "--tags", "read", "write", "--exclude-tags",
                      "slow", "write"});
  EXPECT_EQ(run.code, 0) << run.output;
  for (const char* class_name : {"Writer", "Looker", "Walker"})
    EXPECT_THAT(run.output, HasSubstr(std::string("user class ") + class_name +
                                      " has no task left by the tags and is left out"));
  for (const char* row : {"GET      inherited", "GET      page"})
    EXPECT_THAT(run.output, HasSubstr(row));
  for (const char* row : {"GET      slow", "GET      write", "GET      untagged"})
    EXPECT_THAT(run.output, Not(HasSubstr(row)));
}

TEST(UserModel, ATestWithoutATaskLeftIsRefused) {
  const ModelRun run({"-u", "1", "-t", "2s", "-T", "unknown"});
  EXPECT_EQ(run.code, 2) << run.output;
  EXPECT_THAT(run.output, HasSubstr("no task is left by the tags"));
}

TEST(UserModel, WalksAMarkovChain) {
  const TempDir directory;
  const ModelRun run(
      {"-u", "1", "-t", "90s", "Walker", "--json-file", (directory / "results").string()});
  EXPECT_EQ(run.code, 0) << run.output;
  std::map<std::string, double> counts;
  double total = 0;
  const auto rows = boost::json::parse(read_file(directory / "results.json"));
  for (const auto& row : rows.as_array()) {
    const double requests = row.at("num_requests").to_number<double>();
    counts[boost::json::value_to<std::string>(row.at("name"))] = requests;
    total += requests;
  }
  EXPECT_GE(total, 50'000);
  EXPECT_NEAR(counts["a"] / total, 10 / 23.0, 0.02);
  EXPECT_NEAR(counts["b"] / total, 7 / 23.0, 0.02);
  EXPECT_NEAR(counts["c"] / total, 6 / 23.0, 0.02);
}

TEST(UserModel, InspectShowsTheTasks) {
  Process process(
      {acrida_executable(), "inspect", source_path("tests/integration/users/model.cpp")},
      {.environment = test_environment()});
  ASSERT_EQ(process.wait(seconds(100)), 0) << process.err();
  const auto shown = boost::json::parse(process.out());
  const auto& reader = shown.at("user_classes").at(0);
  EXPECT_EQ(reader.at("name"), "Reader");
  EXPECT_EQ(reader.at("tasks").at(0).at("name"), "Visitor::inherited");
  EXPECT_EQ(reader.at("tasks").at(0).at("tags").at(0), "read");
  EXPECT_EQ(reader.at("tasks").at(2).at("name"), "Reader::Section");
  EXPECT_EQ(reader.at("tasks").at(2).at("tasks").at(1).at("name"), "Reader::Section::slow");
  EXPECT_EQ(shown.at("user_classes").at(3).at("order"), "markov");
}

}  // namespace
}  // namespace acrida::tests
