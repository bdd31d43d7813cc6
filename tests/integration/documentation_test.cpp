// Documentation: the code that it shows compiles, its commands are understood.
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/code_blocks.hpp"
#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// From the top of the tree.
std::vector<std::string> pages() {
  std::vector<std::string> found{"README.md", "plugins/sdk/COROUTINES.md"};
  for (const auto& entry : fs::directory_iterator(source_path("examples")))
    if (fs::exists(entry.path() / "README.md"))
      found.push_back("examples/" + entry.path().filename().string() + "/README.md");
  return found;
}

struct Built {
  int code = -1;
  std::string error;
};

Built build(const std::string& source) {
  const TempDir folder;
  write_file(folder / "documentation.cpp", source);
  Process process({acrida_executable(), "build", folder / "documentation.cpp"},
                  {.environment = test_environment()});
  const auto code = process.wait(std::chrono::seconds(100));
  return {code.value_or(-1), process.err()};
}

TEST(Documentation, EveryBlockOfCppCompiles) {
  BlockSource source;
  int blocks = 0;
  for (const std::string& page : pages())
    for (const CodeBlock& block : code_blocks(read_file(source_path(page)))) {
      source.add(page, block);
      blocks += block.language == "cpp";
    }
  EXPECT_GT(blocks, 10);
  const Built built = build(source.text());
  EXPECT_EQ(built.code, 0) << built.error;
}

TEST(Documentation, WhatItCallsRefusedIsRefusedByTheCompiler) {
  int refused = 0;
  for (const std::string& page : pages())
    for (CodeBlock block : code_blocks(read_file(source_path(page)))) {
      if (block.place != "refused") continue;
      ++refused;
      block.place.clear();
      BlockSource source;
      source.add(page, block);
      const Built built = build(source.text());
      EXPECT_EQ(built.code, 2) << block.text;
      EXPECT_THAT(built.error, HasSubstr(page + ":")) << "the error is in the block";
    }
  EXPECT_EQ(refused, 2);
}

/// With the options of the example beside the page, when the command names it.
std::string help_of(const std::string& command, const std::string& words, const std::string& page) {
  std::vector<std::string> line{acrida_executable()};
  std::istringstream names(command);
  for (std::string name; names >> name;) line.push_back(name);
  std::smatch test;
  if (std::regex_search(words, test, std::regex("[a-z_]+[.]cpp"))) {
    const fs::path path = fs::path(source_path(page)).parent_path() / test.str();
    if (fs::exists(path)) line.push_back(path);
  }
  line.push_back("--help");
  Process process(line, {.environment = test_environment()});
  EXPECT_EQ(process.wait(std::chrono::seconds(60)), 0) << command;
  return process.out();
}

TEST(Documentation, ItsCommandsAndTheirOptionsExist) {
  const std::regex call(
      "(?:^|[&|;] *)(?:build/)?acrida ([a-z]+(?: template| autostop)?)([^#&|;]*)");
  const std::regex option("(?:^| )(--?[a-zA-Z][a-z-]*)");
  int calls = 0;
  for (const std::string& page : pages())
    for (const CodeBlock& block : code_blocks(read_file(source_path(page)))) {
      if (block.language != "sh") continue;
      const std::string text = std::regex_replace(block.text, std::regex("\\\\\n"), " ");
      std::istringstream lines(text);
      for (std::string line; std::getline(lines, line);)
        for (std::sregex_iterator it(line.begin(), line.end(), call), end; it != end; ++it) {
          ++calls;
          const std::string words = (*it)[2];
          const std::string help = help_of((*it)[1], words, page);
          for (std::sregex_iterator word(words.begin(), words.end(), option); word != end; ++word)
            EXPECT_THAT(help, ::testing::ContainsRegex((*word)[1].str() + "[ ,=\n]"))
                << page << ": " << line;
        }
    }
  EXPECT_GE(calls, 3);
}

}  // namespace
}  // namespace acrida::tests
