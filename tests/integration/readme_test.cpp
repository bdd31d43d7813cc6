// README: what it shows is true, and its commands run.
#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

using ::testing::HasSubstr;

const std::string& readme() {
  static const std::string text = read_file(source_path("README.md"));
  return text;
}

std::string help_of(const std::string& command, std::vector<std::string> further = {}) {
  std::vector<std::string> words{acrida_executable(), command};
  words.insert(words.end(), further.begin(), further.end());
  words.push_back("--help");
  Process process(words);
  EXPECT_EQ(process.wait(std::chrono::seconds(10)), 0);
  return process.out();
}

TEST(Readme, ShowsTheExampleAsItIs) {
  const std::size_t begin = readme().find("```cpp\n") + 7;
  const std::string shown = readme().substr(begin, readme().find("```", begin) - begin);
  EXPECT_THAT(read_file(source_path("examples/shop/shop.cpp")), HasSubstr(shown));
}

TEST(Readme, NamesOnlyOptionsThatExist) {
  const std::string help =
      help_of("run") + help_of("master") + help_of("slave") + help_of("slaves") + help_of("build") +
      help_of("debug") + help_of("import") + help_of("compare") + help_of("report") +
      help_of("runs") + help_of("users") + help_of("cloud") + help_of("cloud", {"autostop"});
  const std::regex option("`?(--[a-z][a-z-]+)");
  std::set<std::string> named;
  for (std::sregex_iterator it(readme().begin(), readme().end(), option), end; it != end; ++it)
    named.insert((*it)[1]);
  named.erase("--enable-rebalancing");  // named as one that there is not
  for (const char* of_others : {"--install", "--prefix", "--cflags"}) named.erase(of_others);
  EXPECT_GT(named.size(), 10u);
  for (const std::string& name : named) EXPECT_THAT(help, HasSubstr(name));
}

TEST(Readme, NamesEveryCommand) {
  Process process({acrida_executable(), "--help"});
  ASSERT_EQ(process.wait(std::chrono::seconds(10)), 0);
  for (const char* command : {"run", "master", "slave", "slaves", "cloud", "new", "build", "debug",
                              "list", "import", "target"})
    EXPECT_THAT(process.out(), HasSubstr(std::string("\n  ") + command + " "));
}

TEST(Readme, ItsTableOfCallsCompiles) {
  Process process({acrida_executable(), "build", source_path("tests/integration/users/readme.cpp")},
                  {.environment = test_environment()});
  EXPECT_EQ(process.wait(std::chrono::seconds(60)), 0) << process.err();
}

TEST(Examples, TheShopRunsOnTheTarget) {
  Process target({acrida_executable(), "target", "--port", "0"});
  const auto url = target.wait_for("listening on (http://\\S+)");
  ASSERT_TRUE(url);
  Process run({acrida_executable(), "run", source_path("examples/shop/shop.cpp"), "-H", *url, "-u",
               "10", "-r", "10", "-t", "3s", "--headless"},
              {.environment = test_environment()});
  EXPECT_EQ(run.wait(std::chrono::seconds(60)), 0) << run.err();
  for (const char* row : {"POST     /login", "GET      /items", "GET      /item ", "Aggregated"})
    EXPECT_THAT(run.out(), HasSubstr(row));
}

TEST(Examples, ASlaveOfTheSameMachineNeedsNoTest) {
  Process target({acrida_executable(), "target", "--port", "0"});
  const auto url = target.wait_for("listening on (http://\\S+)");
  ASSERT_TRUE(url);
  Process master({acrida_executable(), "master", "-f", source_path("examples/shop/shop.cpp"), "-H",
                  *url, "--headless", "-u", "4", "-r", "4", "-t", "2s", "--master-bind-port", "0"},
                 {.environment = test_environment()});
  const auto port =
      master.wait_for("slaves connect to tcp://127.0.0.1:(\\d+)", std::chrono::seconds(60));
  ASSERT_TRUE(port) << master.err();
  Process slave({acrida_executable(), "slave", "--master-port", *port});
  EXPECT_EQ(master.wait(std::chrono::seconds(30)), 0) << master.err();
  EXPECT_EQ(slave.wait(std::chrono::seconds(10)), 0) << slave.err();
}

}  // namespace
}  // namespace acrida::tests
