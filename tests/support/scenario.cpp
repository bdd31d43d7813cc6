// Scenario: reads, runs and, when asked, rewrites conversation files.
#include "tests/support/scenario.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace acrida::tests {
namespace {

constexpr char kSeparator[] = "----";

std::vector<std::string> read_lines(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

void run_scenario(const std::string& path, const ScenarioStep& step) {
  const std::vector<std::string> lines = read_lines(path);
  ASSERT_FALSE(lines.empty()) << path << " is missing or empty";
  std::vector<std::string> rewritten, actual, expected;
  int blocks = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    rewritten.push_back(lines[i]);
    if (lines[i].empty() || lines[i].starts_with('#')) continue;
    if (lines[i] != kSeparator) {
      for (std::string& line : step(lines[i])) actual.push_back(std::move(line));
      continue;
    }
    while (i + 1 < lines.size() && !lines[i + 1].empty()) expected.push_back(lines[++i]);
    EXPECT_EQ(join(expected), join(actual)) << path << ", block that ends in line " << i + 1;
    rewritten.insert(rewritten.end(), actual.begin(), actual.end());
    actual.clear();
    expected.clear();
    ++blocks;
  }
  EXPECT_TRUE(actual.empty()) << path << ": nothing is expected of the last lines";
  EXPECT_GT(blocks, 0) << path << " checks nothing";
  if (std::getenv("ACRIDA_REWRITE")) std::ofstream(path) << join(rewritten);
}

std::vector<std::string> scenario_names(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::string(ACRIDA_SOURCE_DIR "/tests/scenarios/") + folder))
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string scenario_path(const std::string& folder, const std::string& name) {
  return std::string(ACRIDA_SOURCE_DIR "/tests/scenarios/") + folder + "/" + name + ".txt";
}

}  // namespace acrida::tests
