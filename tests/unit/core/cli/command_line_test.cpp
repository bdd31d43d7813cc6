// Tests of the whole command line: precedence, suggestions, bad values, exit codes.
#include "core/cli/command_line.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/cli/given_options.hpp"
#include "core/cli/validators.hpp"

namespace acrida {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What the last command saw; the commands of this test are plain functions.
struct Seen {
  int users = 1;
  bool headless = false;
  int workers = 0;
  std::vector<std::string> tags;
  std::chrono::seconds run_time{0};
};
Seen seen;

std::function<int()> declare_go(CLI::App& app) {
  auto options = std::make_shared<Seen>();
  app.add_option("-u,--users", options->users, "Peak number of users")
      ->check(whole_number(0, 1000))
      ->envname("ACRIDA_TEST_USERS");
  app.add_flag("--headless", options->headless, "No web");
  app.add_option("--expect-workers,--expect-slaves", options->workers, "Slaves to wait for");
  app.add_option("-T,--tags", options->tags, "Tags")->delimiter(',');
  add_time_span(app, "-t,--run-time", options->run_time, "How long");
  return [options] {
    seen = *options;
    return 5;
  };
}

std::function<int()> declare_other(CLI::App& app) {
  auto port = std::make_shared<int>(0);
  app.add_option("--port", *port, "Port")->check(port_number())->required();
  return [port]() -> int { throw std::runtime_error("port " + std::to_string(*port) + " burns"); };
}

/// Has an option of the name that --test gives, as a test's arguments are.
DeclaredCommand declare_tested(CLI::App& app) {
  auto values = std::make_shared<std::vector<std::string>>();
  app.add_option("-f,--test", "The test")->envname("ACRIDA_TEST_TEST");
  app.add_option("words", "Words");
  DeclaredCommand declared([values] {
    seen.tags = *values;
    return 6;
  });
  declared.declare_more = [values](const GivenOptions& given, CLI::App& own,
                                   const CLI::App&) -> Result<void> {
    const auto name = given.value("test");
    if (!name) return {};
    if (*name == "broken") return Error{"the test is broken"};
    own.add_option("--" + *name, *values)->allow_extra_args(false);
    for (const std::string& word : given.stray_words()) values->push_back("stray " + word);
    return {};
  };
  return declared;
}

/// Runs in an empty directory whose files the test writes; HOME is another one.
class CommandLine : public testing::Test {
 protected:
  CommandLine() {
    seen = Seen{};
    std::filesystem::create_directories(directory_ + "/home");
    std::filesystem::current_path(directory_);
  }
  ~CommandLine() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(directory_);
    unsetenv("ACRIDA_TEST_USERS");
  }
  void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

  int run(const std::vector<std::string>& words) {
    const auto environment = [this](const std::string& name) -> std::optional<std::string> {
      if (name == "HOME") return directory_ + "/home";
      return process_environment(name);
    };
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    const int code = run_command_line({{"go", "Goes", declare_go, false},
                                       {"other", "Others", declare_other, false},
                                       {"tested", "Has a test", declare_tested, false}},
                                      "1.2.3", words, environment);
    out = testing::internal::GetCapturedStdout();
    err = testing::internal::GetCapturedStderr();
    return code;
  }

  std::string out;
  std::string err;

 private:
  const std::string before_ = std::filesystem::current_path().string();
  const std::string directory_ =
      (std::filesystem::temp_directory_path() / ("acrida-cli-" + std::to_string(getpid())))
          .string();
};

TEST_F(CommandLine, RunsTheCommandWithItsOptions) {
  EXPECT_EQ(run({"go", "-u", "7", "--headless", "--tags", "a,b", "-t", "1m5s"}), 5);
  EXPECT_EQ(seen.users, 7);
  EXPECT_TRUE(seen.headless);
  EXPECT_THAT(seen.tags, ElementsAre("a", "b"));
  EXPECT_EQ(seen.run_time, std::chrono::seconds(65));
  EXPECT_THAT(err, IsEmpty());
}

TEST_F(CommandLine, EachSourceBeatsTheOneBefore) {
  write("home/.acrida.conf", "users = 10\n");
  run({"go"});
  EXPECT_EQ(seen.users, 10);
  write("acrida.conf", "[x]\nusers = 20\nheadless\nexpect-slaves = 2\n");
  run({"go"});
  EXPECT_EQ(seen.users, 20);
  EXPECT_TRUE(seen.headless);
  EXPECT_EQ(seen.workers, 2);
  write("named.conf", "users = 30\nheadless = false\nexpect-workers: 3\n");
  run({"go", "--config", "named.conf"});
  EXPECT_EQ(seen.users, 30);
  EXPECT_FALSE(seen.headless);
  EXPECT_EQ(seen.workers, 3);
  setenv("ACRIDA_TEST_USERS", "40", 1);
  run({"go", "--config=named.conf"});
  EXPECT_EQ(seen.users, 40);
  run({"go", "--config=named.conf", "-u50"});
  EXPECT_EQ(seen.users, 50);
}

TEST_F(CommandLine, ListsOfAFileAreReplacedNotExtended) {
  write("acrida.conf", "tags = [x, y]\nrun-time = 2h\n");
  run({"go"});
  EXPECT_THAT(seen.tags, ElementsAre("x", "y"));
  EXPECT_EQ(seen.run_time, std::chrono::hours(2));
  run({"go", "--tags", "z"});
  EXPECT_THAT(seen.tags, ElementsAre("z"));
}

TEST_F(CommandLine, TheLastOfTwoValuesWins) {
  run({"go", "-u", "1", "--users", "2"});
  EXPECT_EQ(seen.users, 2);
}

TEST_F(CommandLine, UnknownKeyNamesFileLineAndKey) {
  write("acrida.conf", "# x\nusres = 20\n");
  EXPECT_EQ(run({"go"}), 2);
  EXPECT_EQ(err, "acrida go: acrida.conf, line 2: unknown option 'usres', did you mean 'users'?\n");
}

TEST_F(CommandLine, KeysOfOtherCommandsAreSkipped) {
  write("acrida.conf", "port = 80\nusers = 3");
  EXPECT_EQ(run({"go"}), 5);
  EXPECT_EQ(seen.users, 3);
}

TEST_F(CommandLine, BadValuesNameOptionValueAllowedAndOrigin) {
  EXPECT_EQ(run({"go", "--users", "many"}), 2);
  EXPECT_EQ(err, "acrida go: --users: 'many' is not a whole number from 0 to 1000\n");
  write("acrida.conf", "users = 5000");
  EXPECT_EQ(run({"go"}), 2);
  EXPECT_EQ(err,
            "acrida go: --users: '5000' is not a whole number from 0 to 1000 (from acrida.conf, "
            "line 1)\n");
  setenv("ACRIDA_TEST_USERS", "-1", 1);
  EXPECT_EQ(run({"go"}), 2);
  EXPECT_THAT(err, HasSubstr("'-1' is not a whole number from 0 to 1000 (from the environment "
                             "variable ACRIDA_TEST_USERS)"));
}

TEST_F(CommandLine, BadValuesWithoutAValidatorToo) {
  EXPECT_EQ(run({"go", "--expect-slaves", "x"}), 2);
  EXPECT_EQ(err, "acrida go: --expect-workers: 'x' is not a whole number\n");
  EXPECT_EQ(run({"go", "--users"}), 2);
  EXPECT_EQ(err, "acrida go: --users: a value is missing\n");
  EXPECT_EQ(run({"go", "-t", "soon"}), 2);
  EXPECT_THAT(err, HasSubstr("--run-time: 'soon' is not a time span"));
  EXPECT_EQ(run({"go", "-L", "loud"}), 2);
  EXPECT_EQ(err,
            "acrida go: --loglevel: 'LOUD' is not one of DEBUG, INFO, WARNING, ERROR, CRITICAL\n");
}

TEST_F(CommandLine, UnknownOptionSaysWhatWasMeant) {
  EXPECT_EQ(run({"go", "--user", "3"}), 2);
  EXPECT_EQ(err, "acrida go: unknown option --user, did you mean --users?\n");
  EXPECT_EQ(run({"go", "--expect-slave=3"}), 2);
  EXPECT_EQ(err, "acrida go: unknown option --expect-slave, did you mean --expect-slaves?\n");
  EXPECT_EQ(run({"go", "--port", "3"}), 2);
  EXPECT_EQ(err, "acrida go: unknown option --port: it belongs to 'acrida other'\n");
  EXPECT_EQ(run({"other", "--prot", "3"}), 2);
  EXPECT_EQ(err, "acrida other: unknown option --prot, did you mean --port?\n");
  EXPECT_EQ(run({"go", "--colourful"}), 2);
  EXPECT_EQ(err, "acrida go: unknown option --colourful; --help lists the options\n");
  EXPECT_EQ(run({"go", "stray"}), 2);
  EXPECT_EQ(err, "acrida go: unexpected argument 'stray'\n");
}

TEST_F(CommandLine, TheTestAddsOptionsWhereverItIsNamed) {
  EXPECT_EQ(run({"tested", "--size", "3", "--test=size"}), 6) << err;
  EXPECT_EQ(seen.tags.back(), "3");
  EXPECT_EQ(run({"tested", "-fsize", "--size=4", "word"}), 6) << err;
  EXPECT_EQ(seen.tags.back(), "4");
  write("acrida.conf", "test = depth\ndepth = 5\n");
  EXPECT_EQ(run({"tested"}), 6) << err;
  EXPECT_THAT(seen.tags, ElementsAre("5"));
  EXPECT_EQ(run({"tested", "--dept", "1"}), 2);
  EXPECT_EQ(err, "acrida tested: unknown option --dept, did you mean --depth?\n");
  setenv("ACRIDA_TEST_TEST", "width", 1);
  EXPECT_EQ(run({"tested", "--width", "1"}), 2);
  EXPECT_THAT(err, HasSubstr("unknown option 'depth'"));
  unsetenv("ACRIDA_TEST_TEST");
}

TEST_F(CommandLine, ABrokenTestIsSaidUnlessTheWordsAreWrong) {
  EXPECT_EQ(run({"tested", "-f", "broken"}), 2);
  EXPECT_EQ(err, "acrida tested: the test is broken\n");
  EXPECT_EQ(run({"tested", "-f", "broken", "--wrods"}), 2);
  EXPECT_THAT(err, HasSubstr("unknown option --wrods"));
}

TEST_F(CommandLine, OptionsOfATestDoNotDisturbOtherCommands) {
  write("acrida.conf", "page-size = 20\n");
  EXPECT_EQ(run({"go"}), 5) << err;
  write("acrida.conf", "usres = 20\n");
  EXPECT_EQ(run({"go"}), 2);
  EXPECT_THAT(err, HasSubstr("did you mean 'users'?"));
}

TEST_F(CommandLine, UnknownCommand) {
  EXPECT_EQ(run({"goo"}), 2);
  EXPECT_EQ(err, "acrida: unknown command goo, did you mean go?\n");
  EXPECT_EQ(run({"--users"}), 2);
  EXPECT_THAT(err, HasSubstr("the command comes first"));
  EXPECT_EQ(run({}), 2);
  EXPECT_THAT(err, HasSubstr("Usage: acrida COMMAND"));
}

TEST_F(CommandLine, MissingConfigFileAndLogFile) {
  EXPECT_EQ(run({"go", "--config", "none.conf"}), 2);
  EXPECT_EQ(err,
            "acrida go: cannot read the configuration file none.conf: No such file or "
            "directory\n");
  EXPECT_EQ(run({"go", "--logfile", "/proc/none/log"}), 2);
  EXPECT_THAT(err, HasSubstr("--logfile"));
}

TEST_F(CommandLine, ExceptionsAreOneLineAndExitCodeTwo) {
  EXPECT_EQ(run({"other", "--port", "9"}), 2);
  EXPECT_EQ(err, "acrida: port 9 burns\n");
  EXPECT_EQ(run({"other"}), 2);
  EXPECT_EQ(err, "acrida other: --port is required\n");
}

TEST_F(CommandLine, HelpAndVersion) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_EQ(out, "acrida 1.2.3\n");
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_THAT(out, HasSubstr("go"));
  EXPECT_EQ(run({"go", "--help"}), 0);
  EXPECT_THAT(out, HasSubstr("-u, --users INT"));
  EXPECT_THAT(out, HasSubstr("(ACRIDA_TEST_USERS)"));
  EXPECT_THAT(out, HasSubstr("Log and configuration:"));
}

}  // namespace
}  // namespace acrida
