// Thresholds as people and CIs meet them: exit codes, files, and a limit that only all slaves reach.
#include <map>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/report_file.hpp"

namespace acrida::tests {
namespace {

namespace json = boost::json;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

/// Users of users/limited.cpp, which has two thresholds of its own that hold.
struct LimitedRun {
  explicit LimitedRun(const std::vector<std::string>& arguments) {
    std::vector<std::string> command{
        acrida_executable(), "run", "-f",       source_path("tests/integration/users/limited.cpp"),
        "--headless",        "-H",  nginx.url()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    Process process(command, {.directory = directory.path().string(),
                              .environment = test_environment(),
                              .merge_output = true});
    code = process.wait(seconds(100)).value_or(-1);
    output = process.out();
  }
  Nginx nginx;
  TempDir directory;
  int code = -1;
  std::string output;
};

TEST(Thresholds, ThatHoldDecideOnFailuresToo) {
  const LimitedRun run({"-u", "4", "-r", "4", "-t", "3s", "--threshold", "rate(/items)>5 after 1s",
                        "--junit", "verdicts.xml", "--json-file", "results"});
  EXPECT_EQ(run.code, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("Error report"));  // one in ten has failed
  const std::string verdicts = read_file(run.directory / "verdicts.xml");
  EXPECT_THAT(verdicts, HasSubstr("tests=\"4\" failures=\"0\""));
  EXPECT_THAT(verdicts, HasSubstr("name=\"failures&lt;15%\"/>"));
  const json::value file = json::parse(read_file(run.directory / "results_thresholds.json"));
  EXPECT_TRUE(file.at("passed").as_bool());
  ASSERT_EQ(file.at("thresholds").as_array().size(), 3u);
  EXPECT_EQ(file.at_pointer("/thresholds/1/scope"), "GET /items");
  EXPECT_EQ(file.at_pointer("/thresholds/2/state"), "holds");
  EXPECT_GT(file.at_pointer("/thresholds/2/value").as_double(), 5);
}

TEST(Thresholds, ThatAreMissedAreSaidEverywhere) {
  const LimitedRun run({"-u", "2", "-r", "2", "-t", "2s", "--threshold", "failures<1%",
                        "--threshold", "p99(/itmes)<1s", "--junit", "verdicts.xml", "--html",
                        "report.html"});
  EXPECT_EQ(run.code, 99) << run.output;
  EXPECT_THAT(run.output, HasSubstr("threshold failures<1%: it was "));
  EXPECT_THAT(run.output, HasSubstr("threshold p99(/itmes)<1s: there was nothing to judge"));
  const std::string verdicts = read_file(run.directory / "verdicts.xml");
  EXPECT_THAT(verdicts, HasSubstr("tests=\"5\" failures=\"2\""));
  EXPECT_THAT(verdicts, HasSubstr("<failure message=\"failures&lt;1%: it was "));
  const auto told = tests::report_run(read_file(run.directory / "report.html"));
  std::map<std::string, bool> missed;
  for (const auto& one : told.at("thresholds").as_array())
    missed[one.at("expression").as_string().c_str()] = one.at("missed").as_bool();
  EXPECT_TRUE(missed.at("failures<1%"));
  EXPECT_EQ(told.at("verdict"), "failed");
  EXPECT_EQ(told.at("missed").as_array().size(), 2u);
}

// Each slave makes 40 requests a second.
TEST(Thresholds, CrossedOnlyByAllSlavesTogetherAbortTheFleet) {
  const LimitedRun run({"-u", "8", "-r", "8", "-t", "60s", "--processes", "2", "--threshold",
                        "rate<60 after 1s abort"});
  EXPECT_EQ(run.code, 99) << run.output;
  EXPECT_THAT(run.output, HasSubstr("stopping: threshold rate<60 after 1s abort: it is "));
  EXPECT_THAT(run.output, Not(HasSubstr("the run time is over")));
  const auto log = run.nginx.access_log();
  EXPECT_LT(log.at("GET /items").requests + log.at("GET /missing").requests, 80u * 20)
      << run.output;
}

TEST(Thresholds, ThatMakeNoSenseAreMisuse) {
  const LimitedRun run({"-t", "2s", "--threshold", "p95(/items)=3"});
  EXPECT_EQ(run.code, 2) << run.output;
  EXPECT_THAT(run.output, HasSubstr("'p95(/items)=3' is no threshold: it has no <, <=, > or >="));
}

}  // namespace
}  // namespace acrida::tests
