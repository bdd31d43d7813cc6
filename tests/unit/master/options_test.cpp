// Tests of the master's options.
#include "master/options.hpp"

#include <CLI/App.hpp>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

MasterOptions parse(std::vector<std::string> words) {
  CLI::App app;
  MasterOptions options;
  declare_options(app, options);
  declare_master_options(app, options);
  std::reverse(words.begin(), words.end());
  app.parse(words);
  return options;
}

/// The message of the failure.
std::string refusal(const std::vector<std::string>& words) {
  try {
    parse(words);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return "";
}

TEST(MasterOptions, AreSpeltAsInLocust) {
  const MasterOptions options = parse({"-f",
                                       "x.so",
                                       "-H",
                                       "http://a",
                                       "-u",
                                       "10",
                                       "-r",
                                       "2.5",
                                       "-t",
                                       "1m",
                                       "-s",
                                       "7",
                                       "--headless",
                                       "--csv",
                                       "out",
                                       "--csv-full-history",
                                       "--html",
                                       "r.html",
                                       "--json-file",
                                       "r",
                                       "--expect-workers",
                                       "2",
                                       "--expect-workers-max-wait",
                                       "30",
                                       "--master-bind-port",
                                       "0",
                                       "--exit-code-on-error",
                                       "0",
                                       "A",
                                       "B"});
  EXPECT_EQ(options.test, "x.so");
  EXPECT_EQ(options.host, "http://a");
  EXPECT_EQ(options.users, 10u);
  EXPECT_EQ(options.spawn_rate, 2.5);
  EXPECT_EQ(options.run_time, 60s);
  EXPECT_EQ(options.stop_timeout, 7s);
  EXPECT_TRUE(options.headless);
  EXPECT_TRUE(options.csv_full_history);
  EXPECT_EQ(options.expect_slaves, 2u);
  EXPECT_EQ(options.expect_max_wait, 30s);
  EXPECT_EQ(options.bind_port, 0);
  EXPECT_EQ(options.exit_code_on_error, 0);
  EXPECT_EQ(options.user_classes, (std::vector<std::string>{"A", "B"}));
}

TEST(MasterOptions, DefaultsAreSafe) {
  const MasterOptions options = parse({});
  EXPECT_EQ(options.bind_host, "127.0.0.1");
  EXPECT_EQ(options.bind_port, 5557);
  EXPECT_EQ(options.web_host, "127.0.0.1");
  EXPECT_EQ(options.web_port, 8089);
  EXPECT_EQ(options.stop_timeout, 5s);
  EXPECT_EQ(options.slave_timeout, 3s);
  EXPECT_EQ(options.exit_code_on_error, 1);
}

TEST(MasterOptions, BothNamesOfASlaveAreAccepted) {
  EXPECT_EQ(parse({"--expect-slaves", "3"}).expect_slaves, 3u);
  EXPECT_EQ(parse({"--expect-slaves-max-wait", "3"}).expect_max_wait, 3s);
  EXPECT_EQ(parse({"--locustfile", "a"}).test, "a");
  EXPECT_EQ(parse({"--test", "a"}).test, "a");
}

TEST(MasterOptions, BadValuesNameOptionAndValue) {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"--users", "-5"}, "'-5'"},          {{"--users", "many"}, "'many'"},
      {{"--spawn-rate", "0"}, "'0'"},       {{"--spawn-rate", "nan"}, "'nan'"},
      {{"--run-time", "later"}, "'later'"}, {{"--web-port", "99999"}, "'99999'"},
      {{"--expect-workers", "0"}, "'0'"},   {{"--exit-code-on-error", "256"}, "'256'"}};
  for (const auto& [words, value] : cases) {
    const std::string why = refusal(words);
    EXPECT_NE(why.find(value), std::string::npos) << words[0] << ": " << why;
    EXPECT_NE(why.find(words[0]), std::string::npos) << why;
  }
}

TEST(MasterOptions, SomeNeedOthers) {
  EXPECT_NE(refusal({"--csv-full-history"}), "");
  EXPECT_NE(refusal({"--autoquit", "1"}), "");
  EXPECT_NE(refusal({"--autostart", "--headless"}), "");
  EXPECT_EQ(refusal({"--autostart", "--autoquit", "1"}), "");
}

TEST(MasterOptions, RunTakesTheTestByPosition) {
  CLI::App app;
  MasterOptions options;
  declare_options(app, options);
  declare_run_options(app, options);
  app.parse("shop.cpp A B --processes 3", false);
  EXPECT_EQ(options.positional_test, "shop.cpp");
  EXPECT_EQ(options.user_classes, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(options.processes, 3u);
}

TEST(MasterOptions, DecideWhetherTheLinkIsEncrypted) {
  struct Case {
    std::vector<std::string> words;
    bool encrypted;
    bool insecure;
  };
  for (const Case& each :
       {Case{{}, false, false}, Case{{"--insecure"}, false, false}, Case{{"--secure"}, true, false},
        Case{{"--master-bind-host", "127.0.0.2"}, false, false},
        Case{{"--master-bind-host", "*"}, true, false},
        Case{{"--master-bind-host", "10.0.0.1"}, true, false},
        Case{{"--master-bind-host", "10.0.0.1", "--secure"}, true, false},
        Case{{"--master-bind-host", "0.0.0.0", "--insecure"}, false, true}}) {
    const MasterOptions options = parse(each.words);
    EXPECT_EQ(options.is_link_encrypted(), each.encrypted) << testing::PrintToString(each.words);
    EXPECT_EQ(options.is_link_insecure(), each.insecure) << testing::PrintToString(each.words);
  }
  EXPECT_NE(refusal({"--secure", "--insecure"}), "");
}

}  // namespace
}  // namespace acrida
