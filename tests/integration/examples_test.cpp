// Examples: each folder's commands run as its README shows them, and every folder has one.
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// What the final tables of an example show beside the total.
const std::map<std::string, std::vector<std::string>>& expected_rows() {
  static const std::map<std::string, std::vector<std::string>> rows = {
      {"arguments", {"/items"}},
      {"blocking", {"FILE     /etc/passwd"}},
      {"checks", {"/items", "/item", "/missing", "/item of application/json"}},
      {"data", {"/login", "/items"}},
      {"fast_http", {"/items"}},
      {"files", {"/echo"}},
      {"journey", {"/login", "/item", "/pay", "/items"}},
      {"load_shape", {"/items", "/order"}},
      {"messages", {"/order", "sales, revenue"}},
      {"mixed_users", {"/items", "/order"}},
      {"open_model", {"/items", "/order", "Rush", "Orders"}},
      {"pacing", {"/steady", "/tired"}},
      {"shop", {"/login", "/items", "/item"}},
      {"tags", {"/items"}},
      {"thresholds", {"/items", "p95(/items)<2s for 1s  passed", "rate>1 after 1s        passed"}},
      {"transactions", {"/item", "/pay", "purchase", "orders", "price"}},
      {"wander", {"/", "/items", "/item"}},
  };
  return rows;
}

std::vector<std::string> folders() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(source_path("examples")))
    if (entry.is_directory()) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

// The words of each line of a README's shell blocks that runs a test.
std::vector<std::vector<std::string>> run_commands(const std::string& readme) {
  std::vector<std::vector<std::string>> commands;
  bool in_shell = false;
  std::istringstream lines(readme);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) in_shell = line == "```sh";
    if (!in_shell || !line.starts_with("acrida run ")) continue;
    std::istringstream words(line.substr(0, line.find(" #")));
    commands.emplace_back(std::istream_iterator<std::string>(words),
                          std::istream_iterator<std::string>());
  }
  return commands;
}

class Example : public ::testing::TestWithParam<std::string> {};

TEST_P(Example, RunsAsItsReadmeSays) {
  const std::string folder = source_path("examples/" + GetParam());
  Process target({acrida_executable(), "target", "--port", "0"});
  const auto url = target.wait_for("listening on (http://\\S+)");
  ASSERT_TRUE(url);
  const auto commands = run_commands(read_file(folder + "/README.md"));
  ASSERT_FALSE(commands.empty());
  std::string output;
  for (std::vector<std::string> words : commands) {
    words.front() = acrida_executable();
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (words[i] == "http://127.0.0.1:8080") words[i] = *url;
      if (words[i - 1] == "-t") words[i] = "2s";
    }
    Process run(words, {.directory = folder, .environment = test_environment()});
    EXPECT_EQ(run.wait(std::chrono::seconds(60)), 0) << run.err() << run.out();
    output += run.out();
  }
  EXPECT_THAT(output, HasSubstr("Aggregated"));
  for (const std::string& row : expected_rows().at(GetParam()))
    EXPECT_THAT(output, HasSubstr(row + " "));
}

std::vector<std::string> runnable() {
  std::vector<std::string> names;
  for (const auto& [name, rows] : expected_rows()) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, Example, ::testing::ValuesIn(runnable()),
                         [](const auto& example) { return example.param; });

TEST(Examples, EachFolderHasAReadmeAndIsRun) {
  // Run by tests of their own, with servers of their own.
  const std::vector<std::string> elsewhere = {"asio", "mqtt", "redis", "target"};
  for (const std::string& name : folders()) {
    if (std::find(elsewhere.begin(), elsewhere.end(), name) != elsewhere.end()) continue;
    EXPECT_TRUE(fs::exists(source_path("examples/" + name + "/README.md"))) << name;
    EXPECT_TRUE(expected_rows().count(name)) << name << ": no test runs it";
  }
  EXPECT_GE(folders().size(), 12u);
}

}  // namespace
}  // namespace acrida::tests
