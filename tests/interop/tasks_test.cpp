// The same classes of users under Debian's Locust and under Acrida: the same choice of tasks.
#include <map>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using std::chrono::seconds;

struct Outcome {
  std::map<std::string, std::pair<double, double>> rows;  // name -> requests, mean time in ms
  std::string output;
};

/// Runs one class of tests/interop/tasks.* headless; it ends by itself, long before its run time.
Outcome run(std::vector<std::string> command, const std::string& host,
            const std::string& user_class, const std::string& users) {
  const TempDir directory;
  const std::string prefix = (directory / "run").string();
  for (const std::string& word :
       {std::string("--headless"), std::string("--only-summary"), std::string("-H"), host,
        std::string("-u"), users, std::string("-r"), users, std::string("-t"), std::string("60s"),
        std::string("--csv"), prefix, user_class})
    command.push_back(word);
  Process process(command, {.environment = test_environment(), .merge_output = true});
  process.wait(seconds(90));
  Outcome outcome{{}, process.out()};
  // Locust's files may miss the end of a short run; the console has it.
  const std::regex line_of_task("TASK +(\\w+) +(\\d+) +\\d+\\(");
  for (std::sregex_iterator found(outcome.output.begin(), outcome.output.end(), line_of_task), end;
       found != end; ++found)
    outcome.rows[(*found)[1]] = {std::stod((*found)[2]), 0};
  std::istringstream lines(read_file(directory / "run_stats.csv"));
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    if (cells.size() > 5 && cells[0] == "TASK") outcome.rows[cells[1]].second = std::stod(cells[5]);
  }
  return outcome;
}

Outcome under_locust(const std::string& host, const std::string& user_class,
                     const std::string& users) {
  return run({"/usr/bin/python3", source_path("tests/interop/locust.py"), "-f",
              source_path("tests/interop/tasks.py")},
             host, user_class, users);
}

Outcome under_acrida(const std::string& host, const std::string& user_class,
                     const std::string& users) {
  return run({acrida_executable(), "run", "-f", source_path("tests/interop/tasks.cpp")}, host,
             user_class, users);
}

void expect_weights(const Outcome& outcome) {
  double total = 0;
  for (const auto& [name, row] : outcome.rows) total += row.first;
  ASSERT_GE(total, 60'000) << outcome.output;
  EXPECT_NEAR(outcome.rows.at("often").first / total, 0.6, 0.01);
  EXPECT_NEAR(outcome.rows.at("sometimes").first / total, 0.3, 0.01);
  EXPECT_NEAR(outcome.rows.at("rarely").first / total, 0.1, 0.01);
}

TEST(Parity, TasksAreChosenByWeight) {
  expect_weights(under_locust("http://127.0.0.1:1", "Weighted", "4"));
  const Outcome ours = under_acrida("http://127.0.0.1:1", "Weighted", "4");
  expect_weights(ours);
  EXPECT_THAT(ours.output, testing::HasSubstr("the test ended itself: enough"));
}

TEST(Parity, NestedSetsRunInTheSameOrder) {
  const Nginx for_locust, for_acrida;
  const Outcome theirs = under_locust(for_locust.url(), "Scripted", "1");
  const Outcome ours = under_acrida(for_acrida.url(), "Scripted", "1");
  for_locust.access_log();
  for_acrida.access_log();
  EXPECT_EQ(for_acrida.requests(), for_locust.requests()) << theirs.output << ours.output;
  ASSERT_EQ(for_acrida.requests().size(), 26u) << "two rounds and the ends";
  EXPECT_EQ(for_acrida.requests().back(), "GET /user-stop");
  EXPECT_EQ(for_acrida.access_log().count("GET /never"), 0u);
}

TEST(Parity, PacingKeepsThePeriod) {
  for (const Outcome& outcome : {under_locust("http://127.0.0.1:1", "Paced", "4"),
                                 under_acrida("http://127.0.0.1:1", "Paced", "4")}) {
    ASSERT_TRUE(outcome.rows.contains("period")) << outcome.output;
    EXPECT_GE(outcome.rows.at("period").first, 100);
    EXPECT_NEAR(outcome.rows.at("period").second, 100, 1) << outcome.output;
  }
}

}  // namespace
}  // namespace acrida::tests
