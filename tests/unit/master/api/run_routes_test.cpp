// RunRoutes: the history of /api/v1 over a real archive, without sockets.
#include "master/api/run_routes.hpp"

#include <fstream>

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "master/api/routes.hpp"
#include "master/history/run_store.hpp"
#include "master/page/page_files.hpp"
#include "tests/support/report_file.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;
using namespace std::chrono_literals;

constexpr WallTime kStart(1'700'000'000s);

class RunRoutesTest : public testing::Test {
 protected:
  RunRoutesTest() {
    auto store = RunStore::open(folder_.path());
    EXPECT_TRUE(store) << store.error().what;
    for (std::uint64_t epoch = 1; epoch <= 2; ++epoch)
      for (int second = 1; second <= 120; ++second) write(**store, epoch, second);
    auto archive = RunArchive::open(folder_.path());
    EXPECT_TRUE(archive) << archive.error().what;
    archive_.emplace(std::move(*archive));
  }
  static void write(RunStore& store, std::uint64_t epoch, int second) {
    JournalEntry entry;
    entry.run.epoch = epoch;
    entry.run.phase = second == 120 ? RunStanding::Phase::over : RunStanding::Phase::active;
    entry.run.started_at = kStart;
    entry.run.start.users = 5;
    entry.run.kept_at = entry.time = kStart + std::chrono::seconds(second);
    entry.users = 5;
    if (second == 3) entry.markers.push_back({entry.time, Marker::Kind::user, "<b>", 0});
    RequestDelta& row = entry.sums.requests.emplace_back();
    row.method = "GET";
    row.name = "/a";
    row.counters.requests = 100;
    const auto time = epoch == 1 ? 10ms : 15ms;
    row.latency = {{Histogram::bucket_of(time), 100}};
    row.counters.total_response_time = 100 * time;
    row.counters.min_response_time = row.counters.max_response_time = time;
    row.seconds = {{1'700'000'000 + second - 1, 100, 0}};
    EXPECT_TRUE(store.write(entry));
    RunView view;
    view.test_path = "/tests/shop.cpp";
    if (second > 1) return;
    EXPECT_TRUE(store.write_view(epoch, view));
  }
  Response ask(http::verb verb, const std::string& target, const std::string& body = "") {
    Request request(verb, target, 11);
    request.body() = body;
    RouteResult result = answer_from(*archive_, folder_.path(), request);
    if (auto* file = std::get_if<SendFile>(&result)) {
      std::ifstream stream(file->path, std::ios::binary);
      Response response;
      response.body() = {std::istreambuf_iterator<char>(stream), {}};
      return response;
    }
    return std::get<Response>(result);
  }
  json::object get(const std::string& target, http::status status = http::status::ok) {
    const Response response = ask(http::verb::get, target);
    EXPECT_EQ(response.result(), status) << target << ": " << response.body();
    return json::parse(response.body()).as_object();
  }
  json::object post(const std::string& target, const std::string& body,
                    http::status status = http::status::ok) {
    const Response response = ask(http::verb::post, target, body);
    EXPECT_EQ(response.result(), status) << target << ": " << response.body();
    return json::parse(response.body()).as_object();
  }

  const tests::TempDir folder_;
  std::optional<RunArchive> archive_;
};

TEST_F(RunRoutesTest, TheListHasTheNewestFirst) {
  const json::object all = get("/api/v1/runs");
  ASSERT_EQ(all.at("runs").as_array().size(), 2u);
  EXPECT_EQ(all.at("runs").at(0).at("id").as_int64(), 2);
  EXPECT_EQ(all.at("runs").at(0).at("test").as_string(), "/tests/shop.cpp");
  EXPECT_EQ(get("/api/v1/runs?limit=1").at("runs").as_array().size(), 1u);
  EXPECT_EQ(get("/api/v1/runs?before=2").at("runs").at(0).at("id").as_int64(), 1);
  get("/api/v1/runs?limit=x", http::status::bad_request);
}

TEST_F(RunRoutesTest, ARunIsShownAsTheLivePageShowsIt) {
  const json::object run = get("/api/v1/runs/1");
  EXPECT_EQ(run.at("rows").at(0).at(1).as_string(), "/a");
  EXPECT_EQ(run.at("row_columns").at(2).as_string(), "requests");
  EXPECT_EQ(run.at("rows").at(0).at(2).to_number<int>(), 12'000);
  EXPECT_EQ(run.at("markers").at(0).at("text").as_string(), "<b>");
  EXPECT_TRUE(run.at("slaves").is_array());
  EXPECT_EQ(run.at("config").at("users").to_number<int>(), 5);
  EXPECT_EQ(run.at("state").as_string(), "finished");
  const json::object series = get("/api/v1/runs/1/series");
  EXPECT_EQ(series.at("points").at("rps").as_array().size(), 120u);
  EXPECT_EQ(series.at("points").at("rps").at(50).to_number<int>(), 100);
  EXPECT_EQ(get("/api/v1/runs/1/series?method=GET&name=%2Fa").at("points").at("rps").at(50),
            series.at("points").at("rps").at(50));
  const json::object part = get("/api/v1/runs/1/rows?from_ms=1700000010000&to_ms=1700000020000");
  EXPECT_EQ(part.at("rows").at(0).at(2).to_number<int>(), 1000);
  get("/api/v1/runs/7", http::status::not_found);
  get("/api/v1/runs/1/rows?from_ms=-1", http::status::bad_request);
  get("/api/v1/runs/1/rows?from_ms=18446744073709551615");
}

TEST_F(RunRoutesTest, ARunIsLabelledAndDeleted) {
  post("/api/v1/runs/1/edit", R"({"name":"first","tags":["a"],"star":true,"note":"n"})");
  EXPECT_EQ(get("/api/v1/runs/1").at("name").as_string(), "first");
  for (const char* bad : {"", "[]", "{\"star\":1}", "{\"id\":5}", "{\"tags\":[\"a,b\"]}"})
    post("/api/v1/runs/1/edit", bad, http::status::bad_request);
  post("/api/v1/runs/1/delete", "{}");
  post("/api/v1/runs/1/delete", "{}", http::status::not_found);
}

TEST_F(RunRoutesTest, AnExportComesInAgain) {
  const std::string file = ask(http::verb::get, "/api/v1/runs/1/export").body();
  post("/api/v1/runs/import", file, http::status::bad_request);
  post("/api/v1/runs/1/delete", "{}");
  const json::object taken = post("/api/v1/runs/import", file);
  EXPECT_EQ(taken.at("id").to_number<int>(), 3);
  EXPECT_EQ(get("/api/v1/runs/3").at("requests").to_number<int>(), 12'000);
  post("/api/v1/runs/import", "rubbish", http::status::bad_request);
}

TEST_F(RunRoutesTest, RunsAreCompared) {
  const json::object compared = get("/api/v1/compare?a=1&b=2");
  const json::array& metrics = compared.at("metrics").as_array();
  const auto p50 = std::find_if(metrics.begin(), metrics.end(), [](const json::value& metric) {
    return metric.at("metric").as_string() == "p50";
  });
  ASSERT_NE(p50, metrics.end());
  EXPECT_EQ(p50->at("word").as_string(), "worse");
  EXPECT_NEAR(p50->at("relative").to_number<double>(), 0.5, 0.02);
  EXPECT_LT(p50->at("low").to_number<double>(), p50->at("relative").to_number<double>());
  EXPECT_EQ(compared.at("names").at(0).at("name").as_string(), "/a");
  EXPECT_EQ(get("/api/v1/compare?a=1&b=2&b=1").at("metrics").as_array().size(), 12u);
  EXPECT_EQ(compared.at("windows").at(1).at("run").to_number<int>(), 2);
  EXPECT_EQ(compared.at("windows").at(1).at("zero_ms").to_number<std::int64_t>(),
            1'700'000'000'000);
  EXPECT_EQ(compared.at("markers"), json::value(json::array{"<b>"}));
  get("/api/v1/compare?a=1", http::status::bad_request);
  get("/api/v1/compare?a=1&b=9", http::status::not_found);
}

TEST_F(RunRoutesTest, APartIsComparedFromAMarker) {
  const json::object part = get("/api/v1/compare?a=1&b=2&from_s=10&to_s=100&align=%3Cb%3E");
  const json::value& window = part.at("windows").at(0);
  EXPECT_EQ(window.at("zero_ms").to_number<std::int64_t>(), 1'700'000'003'000);
  EXPECT_EQ(window.at("begin_ms").to_number<std::int64_t>(), 1'700'000'013'000);
  EXPECT_EQ(window.at("end_ms").to_number<std::int64_t>(), 1'700'000'103'000);
  EXPECT_NEAR(window.at("ms").at(5).to_number<double>(), 10, 0.1);
  EXPECT_EQ(window.at("quantiles").at(5).to_number<double>(), 0.5);
  get("/api/v1/compare?a=1&b=2&align=none", http::status::bad_request);
  get("/api/v1/compare?a=1&b=2&from_s=-1", http::status::bad_request);
}

TEST_F(RunRoutesTest, AReportHasTheBaselineInIt) {
  const Response response = ask(http::verb::get, "/api/v1/runs/2/report?baseline=1");
  ASSERT_EQ(response.result(), http::status::ok) << response.body();
  const json::object answers = tests::report_data(response.body()).at("answers").as_object();
  EXPECT_EQ(answers.at("/api/v1/compare?a=1&b=2"), json::value(get("/api/v1/compare?a=1&b=2")));
  for (const char* target : {"/api/v1/runs/2", "/api/v1/runs/2/series", "/api/v1/runs/1/series"})
    EXPECT_EQ(answers.at(target), json::value(get(target))) << target;
  get("/api/v1/runs/2/report?baseline=7", http::status::not_found);
}

TEST_F(RunRoutesTest, AnswersHaveTheKeysThatTheDescriptionNames) {
  const auto files = built_in_page();
  const auto file = std::find_if(files.begin(), files.end(), [](const PageFile& each) {
    return each.path == "/api/v1/openapi.json";
  });
  ASSERT_NE(file, files.end());
  const json::value document = json::parse(unpacked(*file).value());
  int checked = 0;
  const auto check = [&](const json::value& schema, const json::value& answer) {
    for (const json::value& key : schema.at("required").as_array())
      EXPECT_TRUE(answer.as_object().contains(key.as_string())) << key;
    ++checked;
  };
  for (const auto& [path, methods] : document.at("paths").as_object()) {
    std::string target(path);
    const bool is_history = target.starts_with("/api/v1/runs") || target == "/api/v1/compare";
    if (!is_history || !methods.as_object().contains("get")) continue;
    const auto& content = methods.at("get").at("responses").at("200").at("content").as_object();
    if (!content.contains("application/json")) continue;
    if (const std::size_t id = target.find("{id}"); id != std::string::npos)
      target.replace(id, 4, "1");
    if (target == "/api/v1/compare") target += "?a=1&b=2";
    const json::value& schema = content.at("application/json").at("schema");
    const json::object answer = get(target);
    const json::value* parts = schema.as_object().if_contains("allOf");
    check(parts == nullptr ? schema : parts->at(0), answer);
    if (answer.contains("runs"))
      check(document.at("components").at("schemas").at("Run"), answer.at("runs").at(0));
  }
  EXPECT_EQ(checked, 7);
}

TEST_F(RunRoutesTest, PathsAndMethodsAreGuarded) {
  for (const char* path :
       {"/api/v1/runs/", "/api/v1/runs/x", "/api/v1/runs/1/", "/api/v1/runs/-1",
        "/api/v1/runs/1/none", "/api/v1/runsx", "/api/v1/runs/99999999999999999999"})
    EXPECT_EQ(find_run_route(path), nullptr) << path;
  Request request(http::verb::post, "/api/v1/runs/1/delete", 11);
  request.set(http::field::host, "127.0.0.1:8089");
  const RunView view;
  const RouteSettings settings;
  const Caller viewer{WebRole::viewer, Caller::Proof::session, "eve"};
  const Caller caller{WebRole::operator_, Caller::Proof::session, "ann"};
  const auto status = [&](const Caller& who) {
    return std::get<Response>(route(request, view, settings, who)).result();
  };
  EXPECT_EQ(status(caller), http::status::forbidden);
  request.set(kOwnHeader, kOwnHeaderValue);
  EXPECT_EQ(status(viewer), http::status::forbidden);
  EXPECT_TRUE(std::holds_alternative<AskArchive>(route(request, view, settings, caller)));
  request.method(http::verb::get);
  EXPECT_EQ(status(caller), http::status::method_not_allowed);
}

}  // namespace
}  // namespace acrida
