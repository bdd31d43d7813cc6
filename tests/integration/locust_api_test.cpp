// What scripts for Locust's web API rely on, asked of a real master. The cases are those of Locust's
// own test_web.py that can be seen from outside.
#include <functional>
#include <thread>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/report_file.hpp"

namespace acrida::tests {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class LocustApi : public testing::Test {
 protected:
  void start(const std::vector<std::string>& more = {}) {
    std::vector<std::string> command{acrida_executable(),
                                     "run",
                                     source_path("tests/integration/users/pair.cpp"),
                                     "--web-port",
                                     "0",
                                     "--data-dir",
                                     (directory_ / "data").string()};
    command.insert(command.end(), more.begin(), more.end());
    master_ = std::make_unique<Process>(
        command, ProcessOptions{.directory = directory_.path(), .environment = test_environment()});
    url_ = master_->wait_for("web UI at (http://\\S+)", 100s).value_or("");
    ASSERT_TRUE(master_->wait_for("1 connected", 20s)) << master_->err();
  }
  HttpAnswer get(const std::string& path) { return http_get(url_ + path); }
  json::object get_json(const std::string& path) {
    const HttpAnswer answer = get(path);
    EXPECT_EQ(answer.status, 200) << path << answer.error;
    return json::parse(answer.body).as_object();
  }
  json::object swarm(const std::string& form) {
    const HttpAnswer answer = http_post(url_ + "/swarm", form);
    EXPECT_EQ(answer.status, 200) << form << answer.error;
    return json::parse(answer.body).as_object();
  }
  void stop() {
    EXPECT_EQ(get("/stop").body, R"({"success":true,"message":"Test stopped"})");
    EXPECT_TRUE(becomes([](const json::object& stats) { return stats.at("state") == "stopped"; }));
  }
  /// /stats/requests once it is so.
  std::optional<json::object> becomes(const std::function<bool(const json::object&)>& holds) {
    for (int i = 0; i < 200; ++i) {
      json::object stats = get_json("/stats/requests");
      if (holds(stats)) return stats;
      std::this_thread::sleep_for(50ms);
    }
    ADD_FAILURE() << get("/stats/requests").body;
    return std::nullopt;
  }
  static bool has_row(const json::object& stats, std::string_view name) {
    for (const json::value& row : stats.at("stats").as_array())
      if (row.at("name").as_string() == name && row.at("num_requests").to_number<int>() > 0)
        return true;
    return false;
  }

  TempDir directory_;
  std::unique_ptr<Process> master_;
  std::string url_;
};

TEST_F(LocustApi, BeforeAnyRun) {
  start({"-u", "100", "-r", "10"});
  EXPECT_EQ(get("/").status, 200);
  const json::value overview = json::parse(get("/api/v1/overview").body);
  EXPECT_EQ(overview.at("defaults").at("users"), 100) << "what the form begins with";
  EXPECT_EQ(overview.at("defaults").at("spawn_rate").to_number<double>(), 10);
  EXPECT_EQ(overview.at("classes").at(0).at("host"), "http://example.com");
  const json::object stats = get_json("/stats/requests");
  EXPECT_EQ(stats.at("state"), "ready");
  ASSERT_EQ(stats.at("stats").as_array().size(), 1u);
  EXPECT_EQ(stats.at("stats").at(0).at("name"), "Aggregated");
  EXPECT_EQ(get("/stats/requests_full_history/csv").status, 404);
  for (const char* path : {"/stats/requests/csv", "/stats/failures/csv", "/exceptions/csv"}) {
    const HttpAnswer answer = get(path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_THAT(answer.headers, HasSubstr("text/csv")) << path;
    EXPECT_THAT(answer.headers, HasSubstr("attachment; filename=")) << path;
  }
  EXPECT_EQ(get("/stats/report").status, 200);
}

TEST_F(LocustApi, TheHostIsThatOfTheStart) {
  start();
  EXPECT_EQ(swarm("user_count=2&spawn_rate=2&user_classes=First").at("host"), "http://example.com")
      << "that of the class; Locust says null";
  stop();
  for (const char* host : {"https://localhost", "https://localhost/other"}) {
    const json::object answer =
        swarm(std::string("user_count=2&spawn_rate=2&host=") + host + "&run_time=");
    EXPECT_EQ(answer.at("success"), true);
    EXPECT_EQ(answer.at("host").as_string(), host);
    EXPECT_FALSE(answer.contains("run_time"));
    EXPECT_TRUE(becomes([&](const json::object& stats) {
      return stats.at("state") == "running" && stats.at("acrida").at("host").as_string() == host;
    }));
    EXPECT_THAT(json::serialize(report_data(get("/stats/report").body)), HasSubstr(host));
    stop();
  }
}

TEST_F(LocustApi, TheRunTimeEndsTheRun) {
  start();
  const json::object bad = swarm("user_count=5&spawn_rate=5&host=https://localhost&run_time=bad");
  EXPECT_EQ(bad.at("success"), false);
  EXPECT_THAT(std::string(bad.at("message").as_string()), HasSubstr("run_time"));
  EXPECT_EQ(bad.at("host"), "http://example.com");
  EXPECT_EQ(get_json("/stats/requests").at("state"), "ready");
  EXPECT_EQ(swarm("user_count=5&spawn_rate=5&run_time=1s").at("run_time"), 1);
  EXPECT_TRUE(becomes([](const json::object& stats) { return stats.at("state") == "stopped"; }));
}

TEST_F(LocustApi, ClassesAreChosenAtTheStart) {
  start();
  const json::object first =
      swarm("shape_class=Default&user_count=3&spawn_rate=3&user_classes=First");
  EXPECT_EQ(json::serialize(first.at("user_classes")), R"(["First"])");
  EXPECT_TRUE(becomes([](const json::object& stats) { return has_row(stats, "/<html>"); }));
  // Edited while it runs, without naming them: they stay.
  const json::object edited = swarm("user_count=5&spawn_rate=5&shape_class=Default");
  EXPECT_EQ(json::serialize(edited.at("user_classes")), R"(["First"])");
  const auto five = becomes([](const json::object& stats) {
    return stats.at("user_count") == 5 && stats.at("state") == "running";
  });
  ASSERT_TRUE(five);
  EXPECT_FALSE(has_row(*five, "/"));
  EXPECT_EQ(five->at("stats").at(0).at("safe_name"), "/&lt;html&gt;");
  stop();
  const json::object second =
      swarm("shape_class=Default&user_count=3&spawn_rate=3&user_classes=Second");
  EXPECT_EQ(json::serialize(second.at("user_classes")), R"(["Second"])");
  const auto failing = becomes([](const json::object& stats) { return has_row(stats, "/"); });
  ASSERT_TRUE(failing);
  EXPECT_FALSE(has_row(*failing, "/<html>")) << "those of the run before are gone";
  stop();
  const json::object both =
      swarm("shape_class=Default&user_count=4&spawn_rate=4&user_classes=First&user_classes=Second");
  EXPECT_EQ(json::serialize(both.at("user_classes")), R"(["First","Second"])");
  stop();
  EXPECT_EQ(swarm("shape_class=Default&user_count=4&spawn_rate=4").at("success"), true);
  EXPECT_TRUE(becomes([](const json::object& stats) {
    return has_row(stats, "/<html>") && has_row(stats, "/");
  })) << "all of them, when none is named";
  stop();
  const json::object none =
      swarm("shape_class=Default&user_count=4&spawn_rate=4&user_classes=Third");
  EXPECT_EQ(none.at("success"), false);
  EXPECT_THAT(std::string(none.at("message").as_string()), HasSubstr("Third"));
}

TEST_F(LocustApi, AShapeIsChosenAtTheStart) {
  start();
  const json::object shaped = swarm("user_count=9&spawn_rate=9&shape_class=Steps");
  EXPECT_EQ(shaped.at("message"), "Swarming started using shape class Steps");
  EXPECT_TRUE(becomes([](const json::object& stats) { return stats.at("user_count") == 4; }));
  stop();
  EXPECT_EQ(swarm("user_count=2&spawn_rate=2&shape_class=Default").at("message"),
            "Swarming started");
  EXPECT_TRUE(becomes([](const json::object& stats) { return stats.at("user_count") == 2; }));
  stop();
}

TEST_F(LocustApi, ArgumentsOfTheTestComeFromTheForm) {
  start();
  EXPECT_EQ(swarm("user_count=1&spawn_rate=1&user_classes=First&my_argument=42").at("success"),
            true);
  const auto stats = becomes([](const json::object& now) { return has_row(now, "/<html>"); });
  ASSERT_TRUE(stats);
  EXPECT_EQ(stats->at("stats").at(0).at("avg_content_length").to_number<double>(), 42);
  stop();
}

TEST_F(LocustApi, FailuresAndExceptionsAreShownAndReset) {
  start();
  swarm("user_count=4&spawn_rate=4&user_classes=Second");
  EXPECT_TRUE(becomes([&](const json::object& stats) {
    return !stats.at("errors").as_array().empty() &&
           !get_json("/exceptions").at("exceptions").as_array().empty();
  }));
  stop();
  EXPECT_THAT(get("/stats/requests").body, HasSubstr("Error1337"));
  EXPECT_THAT(get("/stats/failures/csv").body, HasSubstr("GET,/,Error1337,"));
  const json::object exceptions = get_json("/exceptions");
  const json::object& one = exceptions.at("exceptions").at(0).as_object();
  EXPECT_THAT(std::string(one.at("msg").as_string()), HasSubstr("a \"cool\" exception"));
  const std::string csv = get("/exceptions/csv").body;
  EXPECT_THAT(csv, StartsWith("Count,Message,Traceback,Nodes"));
  EXPECT_THAT(csv, HasSubstr("\r\n" + std::to_string(one.at("count").to_number<int>()) + ","));
  EXPECT_THAT(csv, HasSubstr("a \"\"cool\"\" exception")) << "quotes are doubled";
  const HttpAnswer report = get("/stats/report?download=1");
  EXPECT_THAT(report.headers, HasSubstr("attachment"));
  EXPECT_THAT(json::serialize(report_data(report.body)),
              AllOf(HasSubstr("cool"), HasSubstr("Error1337")));
  EXPECT_EQ(get("/stats/reset").body, "ok");
  const auto zero = becomes([](const json::object& stats) {
    return stats.at("stats").as_array().back().at("num_requests") == 0;
  });
  ASSERT_TRUE(zero);
  EXPECT_TRUE(zero->at("errors").as_array().empty());
  EXPECT_TRUE(get_json("/exceptions").at("exceptions").as_array().empty());
  EXPECT_THAT(get("/stats/requests").body, Not(HasSubstr("Error1337")));
}

TEST_F(LocustApi, TheFullHistoryIsADownloadWhenItIsWritten) {
  start({"--csv", "run", "--csv-full-history"});
  swarm("user_count=2&spawn_rate=2&user_classes=First");
  EXPECT_TRUE(becomes([&](const json::object&) {
    return get("/stats/requests_full_history/csv").body.find("/<html>") != std::string::npos;
  }));
  stop();
  const HttpAnswer history = get("/stats/requests_full_history/csv");
  EXPECT_THAT(history.headers, HasSubstr("Content-Length: " + std::to_string(history.body.size())));
  EXPECT_THAT(history.body, StartsWith("Timestamp,User Count,Type,Name,"));
  EXPECT_THAT(history.body, HasSubstr(",Aggregated,"));
}

}  // namespace
}  // namespace acrida::tests
