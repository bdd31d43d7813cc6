// History: runs of real processes are kept, shown, compared and exported.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/process.hpp"
#include "tests/support/report_file.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class HistoryTest : public testing::Test {
 protected:
  std::vector<std::string> words_of_run(const std::string& time) const {
    return {acrida_executable(),
            "run",
            source_path("tests/integration/users/shopper.cpp"),
            "-H",
            nginx_.url(),
            "--headless",
            "--only-summary",
            "-u",
            "5",
            "-r",
            "5",
            "-t",
            time,
            "--data-dir",
            data_dir()};
  }
  std::string data_dir() const { return (folder_ / "data").string(); }
  ProcessOptions options() const { return {.environment = test_environment()}; }
  /// What the command prints; its exit code must be that.
  std::string acrida(std::vector<std::string> words, int code = 0) {
    words.insert(words.begin(), acrida_executable());
    words.insert(words.end(), {"--data-dir", data_dir()});
    Process process(words, options());
    EXPECT_EQ(process.wait(60s), code) << process.err();
    return process.out() + process.err();
  }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  Nginx nginx_;
  TempDir folder_;
};

TEST_F(HistoryTest, TwoRunsAreKeptShownAndCompared) {
  for (int i = 0; i < 2; ++i) {
    Process run(words_of_run("4s"), options());
    ASSERT_TRUE(run.wait(90s)) << run.err();
  }
  const json::value list = json::parse(acrida({"runs", "list", "--json"}));
  ASSERT_EQ(list.at("runs").as_array().size(), 2u);
  std::uint64_t requests = 0;
  for (const json::value& run : list.at("runs").as_array()) {
    EXPECT_EQ(run.at("state").as_string(), "finished");
    EXPECT_EQ(run.at("host").as_string(), nginx_.url());
    EXPECT_EQ(run.at("users").to_number<int>(), 5);
    requests += run.at("requests").to_number<std::uint64_t>();
  }
  std::uint64_t served = 0;
  for (const auto& [name, line] : nginx_.access_log()) served += line.requests;
  EXPECT_EQ(requests, served) << "the history has what the server saw";

  acrida({"runs", "name", "2", "nightly"});
  acrida({"runs", "tag", "nightly", "v2,cache"});
  acrida({"runs", "star", "nightly"});
  const json::value run = json::parse(acrida({"runs", "show", "nightly", "--json"}));
  EXPECT_EQ(run.at("tags").at(1).as_string(), "cache");
  EXPECT_TRUE(run.at("star").as_bool());

  const std::string html = (folder_ / "report.html").string();
  const std::string csv = (folder_ / "csv").string();
  const std::string file = (folder_ / "results.json").string();
  acrida({"report", "2", "--baseline", "1", "--html", html, "--csv", csv, "--json", file});
  const json::object answers = tests::report_data(read(html)).at("answers").as_object();
  EXPECT_EQ(answers.at("/api/v1/runs/2").at("requests"), run.at("requests"));
  EXPECT_EQ(answers.at("/api/v1/compare?a=1&b=2").at("runs").as_array().size(), 2u);
  const std::string history = read(csv + "_stats_history.csv");
  EXPECT_NE(history.find("Aggregated"), std::string::npos) << history;
  EXPECT_NE(read(csv + "_stats.csv").find("/item"), std::string::npos);
  EXPECT_FALSE(json::parse(read(file)).as_array().empty());

  const json::value compared = json::parse(acrida({"compare", "1", "2", "--json"}));
  EXPECT_EQ(compared.at("metrics").at(0).at("word").as_string(), "too little data");
  EXPECT_NE(acrida({"compare", "1", "2", "--max-regression", "5%"}).find("too short"),
            std::string::npos);
  acrida({"compare", "1", "7"}, 2);
  acrida({"compare", "1", "2", "--max-regression", "much"}, 2);

  const std::string exported = (folder_ / "run.acrida").string();
  acrida({"runs", "export", "1", exported});
  acrida({"runs", "delete", "1"});
  EXPECT_NE(acrida({"runs", "import", exported}).find("run 3"), std::string::npos);
  acrida({"runs", "import", exported}, 2);
}

TEST_F(HistoryTest, AMasterServesItsHistory) {
  std::vector<std::string> words = words_of_run("2s");
  std::erase(words, "--headless");
  words.insert(words.end(), {"--autostart", "--web-port", "0"});
  Process run(words, options());
  const auto url = run.wait_for("web UI at (http://\\S+)", 90s);
  ASSERT_TRUE(url) << run.err();
  ASSERT_TRUE(run.wait_for("the run time is over", 60s)) << run.err();
  json::value first;
  for (int i = 0; i < 100; ++i) {  // the last words of a run are written after it has ended
    first = json::parse(http_get(*url + "/api/v1/runs").body).at("runs").at(0);
    if (first.at("state").as_string() == "finished") break;
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(first.at("state").as_string(), "finished");
  const json::value shown = json::parse(http_get(*url + "/api/v1/runs/1").body);
  EXPECT_FALSE(shown.at("rows").as_array().empty());
  EXPECT_EQ(shown.at("config").at("users").to_number<int>(), 5);
  EXPECT_EQ(http_get(*url + "/api/v1/runs/9").status, 404);
  const HttpAnswer file = http_get(*url + "/api/v1/runs/1/export");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body.substr(0, 2), "\x1f\x8b") << "gzip";
  for (const auto& entry : std::filesystem::directory_iterator(data_dir()))
    EXPECT_NE(entry.path().extension(), ".export") << "it was sent";
  EXPECT_EQ(http_post(*url + "/api/v1/runs/1/delete", "{}", "application/json").status, 403);
  EXPECT_NE(json::serialize(json::parse(http_get(*url + "/api/v1/overview").body).at("features"))
                .find("history"),
            std::string::npos);
  run.signal(SIGTERM);
  EXPECT_TRUE(run.wait(20s));
}

TEST_F(HistoryTest, AKilledRunIsThereUpToItsLastSecond) {
  Process run(words_of_run("60s"), options());
  ASSERT_TRUE(run.wait_for("all users spawned", 90s)) << run.err();
  std::this_thread::sleep_for(2500ms);
  run.signal(SIGKILL);
  ASSERT_TRUE(run.wait(5s));
  const json::value shown = json::parse(acrida({"runs", "show", "latest", "--json"}));
  EXPECT_NE(shown.at("state").as_string(), "finished");
  EXPECT_GE(shown.at("total").at("requests").to_number<int>(), 1);
  EXPECT_GE(shown.at("duration_s").to_number<double>(), 1.5);
  EXPECT_NE(acrida({"runs", "delete", "latest"}, 2).find("not over"), std::string::npos);
}

}  // namespace
}  // namespace acrida::tests
