// Arguments of a test: from every source to the users, and secrets to nowhere else.
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <thread>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/report_file.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSecret = "S3cr3tOfTheEnvironment";
constexpr const char* kFormSecret = "S3cr3tOfTheForm";

std::string test_of(const std::string& name) {
  return source_path("tests/integration/users/" + name + ".cpp");
}

/// The command lines of every process of the machine.
std::string all_command_lines() {
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "cmdline", std::ios::binary);
    all.append(std::istreambuf_iterator<char>(file), {});
    all += '\n';
  }
  return all;
}

bool eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 100; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(100ms);
  }
  return false;
}

class Arguments : public ::testing::Test {
 protected:
  Arguments() : target_({acrida_executable(), "target", "--port", "0"}) {
    target_url_ = target_.wait_for("listening on (http://\\S+)").value();
  }
  std::vector<std::string> environment(const std::vector<std::string>& more = {}) {
    auto all = test_environment();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  Process target_;
  std::string target_url_;
  TempDir directory_;
};

TEST_F(Arguments, ComeFromFileEnvironmentAndCommandLine) {
  write_file(directory_ / "acrida.conf", "region = us\npage-size = 30\ncached = false\n");
  write_file(directory_ / "key", "123456789\n");
  Process run({acrida_executable(), "run", "--areas", "x,y", test_of("arguments"), "--areas", "z",
               "-H", target_url_, "--headless", "-t", "1s", "--only-summary", "--api-key",
               "@" + (directory_ / "key").string()},
              {.directory = directory_.path(),
               .environment = environment({"ACRIDA_PAGE_SIZE=40", "ACRIDA_FACTOR=0.25"})});
  ASSERT_EQ(run.wait(90s), 0) << run.err();
  EXPECT_THAT(run.out(), HasSubstr("40 0.25 us fresh x y z key of 9"));
}

TEST_F(Arguments, AreShownByHelpAndCheckedBeforeTheRun) {
  const auto run = [&](std::vector<std::string> more) {
    std::vector<std::string> words{acrida_executable(), "run", test_of("arguments")};
    words.insert(words.end(), more.begin(), more.end());
    Process process(words, {.environment = environment()});
    EXPECT_TRUE(process.wait(90s));
    return process.out() + process.err();
  };
  EXPECT_THAT(
      run({"--help"}),
      AllOf(HasSubstr("Options of the test:"), ContainsRegex("--page-size N +Items per page .20"),
            ContainsRegex("--api-key SECRET"), Not(HasSubstr("default-key"))));
  EXPECT_THAT(run({"--headless"}),
              HasSubstr("the test needs a value for --api-key (ACRIDA_API_KEY)"));
  EXPECT_THAT(run({"--headless", "--api-key", kSecret, "--page-size", "x"}),
              AllOf(HasSubstr("--page-size: 'x' is not a whole number"), Not(HasSubstr(kSecret))));
  EXPECT_THAT(run({"--headless", "--page-sise", "3"}), HasSubstr("did you mean --page-size?"));
  EXPECT_THAT(run({"--headless", "--region", "de"}), HasSubstr("'de' is not one of eu, us"));
  Process clash({acrida_executable(), "run", test_of("clashing_argument"), "--headless"},
                {.environment = environment()});
  EXPECT_EQ(clash.wait(90s), 2);
  EXPECT_THAT(clash.err(), HasSubstr("the argument users of the test has the name of an option"));
}

TEST_F(Arguments, ComeFromTheWebFormAndSecretsStayIn) {
  Process run({acrida_executable(), "run", test_of("arguments"), "-H", target_url_, "-P", "0", "-L",
               "DEBUG", "--json-file", "results", "--csv", "results", "--html", "results.html",
               "--data-dir", "data", "--logfile", "log"},
              {.directory = directory_.path(),
               .environment = environment({std::string("ACRIDA_API_KEY=") + kSecret})});
  ASSERT_TRUE(eventually([&] {
    return read_file(directory_ / "log").find("connected") != std::string::npos;
  })) << run.err();
  std::string log = read_file(directory_ / "log");
  const std::size_t at = log.find("web UI at ") + 10;
  const std::string url = log.substr(at, log.find('\n', at) - at);
  std::string answers;
  const auto post = [&](const std::string& form) {
    const std::string body = http_post(url + "/swarm", "user_count=1&spawn_rate=1&" + form).body;
    answers += body;
    return body;
  };
  const auto shows = [&](const std::string& name) {
    return eventually([&] {
      const std::string body = http_get(url + "/stats/requests").body;
      answers += body;
      return body.find(name) != std::string::npos;
    });
  };
  EXPECT_THAT(post("page_size=many"), HasSubstr("page_size: 'many' is not a whole number"));
  EXPECT_THAT(post("page_size=7&cached=off&areas=p&areas=q"), HasSubstr("\"success\":true"));
  EXPECT_TRUE(shows("7 0.50 eu fresh p q key of 22")) << answers;
  EXPECT_THAT(all_command_lines(), Not(HasSubstr(kSecret)));
  EXPECT_THAT(post("page_size=8"), HasSubstr("constant during a run"));
  answers += http_get(url + "/stop").body;
  EXPECT_THAT(post(std::string("page_size=9&api_key=") + kFormSecret),
              HasSubstr("\"success\":true"));
  EXPECT_TRUE(shows("9 0.50 eu cached a b key of 15")) << answers;
  EXPECT_THAT(all_command_lines(), Not(HasSubstr(kFormSecret)));
  for (const char* page : {"/", "/exceptions", "/stats/requests/csv"})
    answers += http_get(url + page).body;
  answers += boost::json::serialize(report_data(http_get(url + "/stats/report").body));
  run.signal(SIGINT);
  EXPECT_TRUE(run.wait(30s));
  answers += run.out() + run.err();
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_.path()))
    if (entry.is_regular_file()) ++files, answers += read_file(entry.path());
  answers += boost::json::serialize(report_data(read_file(directory_ / "results.html")));
  Process show({acrida_executable(), "runs", "show", "latest", "--json", "--data-dir",
                (directory_ / "data").string()});
  EXPECT_EQ(show.wait(30s), 0) << show.err();
  answers += show.out();
  EXPECT_GE(files, 7u) << "log, JSON, HTML, CSV, summaries";
  for (const char* secret : {kSecret, kFormSecret, "default-key"})
    EXPECT_THAT(answers, Not(HasSubstr(secret)));
}

}  // namespace
}  // namespace acrida::tests
