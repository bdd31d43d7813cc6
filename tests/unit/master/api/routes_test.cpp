// Tests of the API's routes, without sockets.
#include "master/api/routes.hpp"

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "master/api/log_ring.hpp"
#include "master/api/stats_document.hpp"
#include "master/api/task_ratio.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;
using namespace std::chrono_literals;

Request get(const std::string& target) {
  Request request(http::verb::get, target, 11);
  request.set(http::field::host, "127.0.0.1:8089");
  return request;
}

Request post(const std::string& target, const std::string& form) {
  Request request(http::verb::post, target, 11);
  request.set(http::field::host, "127.0.0.1:8089");
  request.body() = form;
  request.prepare_payload();
  return request;
}

RunView sample() {
  RunView view;
  view.taken_at = WallTime(1'700'000'000s);
  view.state = RunState::kRunning;
  view.users = 7;
  view.host = "http://target";
  view.test_path = "/tests/shop.so";
  view.rows.resize(1);
  view.rows[0].method = "GET";
  view.rows[0].name = "/items<b>\"\n";
  view.rows[0].requests = view.rows[0].timed = 10;
  view.rows[0].failures = 2;
  view.total.name = "Aggregated";
  view.total.requests = 10;
  view.total.failures = 2;
  view.errors.resize(1);
  view.errors[0].method = "GET";
  view.errors[0].message = "404";
  view.errors[0].occurrences = 2;
  view.exceptions.resize(1);
  view.exceptions[0].count = 3;
  view.exceptions[0].message = "boom";
  view.exceptions[0].nodes = {"h_1", "h_2"};
  for (const char* id : {"h_1", "h_2"}) {
    SlaveView slave;
    slave.id = id;
    slave.state = slave.id == "h_1" ? "running" : "quit";
    slave.present = slave.id == "h_1";
    slave.user_counts = {{"Shopper", 8}};
    view.slaves.push_back(slave);
  }
  return view;
}

RouteResult go(const Request& request, RouteSettings settings = {}) {
  return route(request, sample(), settings, Caller{WebRole::admin, Caller::Proof::everyone});
}

Response response_to(const Request& request, RouteSettings settings = {}) {
  RouteResult result = go(request, settings);
  EXPECT_TRUE(std::holds_alternative<Response>(result));
  return std::get<Response>(result);
}

json::object json_of(const Response& response) {
  return json::parse(response.body()).as_object();
}

StartCommand start_of(const std::string& form, RouteSettings settings = {}) {
  RouteResult result = go(post("/swarm", form), std::move(settings));
  const auto* pending = std::get_if<PendingCommand>(&result);
  EXPECT_NE(pending, nullptr) << form;
  return pending ? std::get<StartCommand>(pending->body) : StartCommand{};
}

TEST(Routes, SwarmTakesLocustsForm) {
  const StartCommand start = start_of(
      "user_count=10&spawn_rate=2.5&host=http%3A%2F%2Fa%3A1%2F%3Cx%3E&run_time=1m30s&"
      "user_classes=A&user_classes=B+C&profile=&unknown=1");
  EXPECT_EQ(start.users, 10u);
  EXPECT_EQ(start.spawn_rate, 2.5);
  EXPECT_EQ(start.host, "http://a:1/x");  // Locust strips < and > too
  EXPECT_EQ(start.run_time, 90s);
  EXPECT_EQ(start.user_classes, (std::vector<std::string>{"A", "B C"}));
}

TEST(Routes, SwarmTakesAnArrivalRate) {
  EXPECT_EQ(start_of("user_count=10&spawn_rate=2&rate=12.5").rate, (ArrivalRate{12.5, false}));
  EXPECT_EQ(start_of("user_count=10&spawn_rate=2&rate=12.5&poisson=true").rate,
            (ArrivalRate{12.5, true}));
  EXPECT_FALSE(start_of("user_count=10&spawn_rate=2&rate=").rate);
}

TEST(Routes, SwarmWithoutHostLeavesItOpen) {
  const StartCommand start = start_of("user_count=1&spawn_rate=1&host=&run_time=");
  EXPECT_FALSE(start.host.has_value());
  EXPECT_FALSE(start.run_time.has_value());
}

TEST(Routes, BadFormsAreAnsweredNotThrown) {
  for (const char* form :
       {"user_count=x&spawn_rate=1", "user_count=-1&spawn_rate=1", "user_count=1.5&spawn_rate=1",
        "user_count=1&spawn_rate=x", "user_count=1&spawn_rate=1&rate=x",
        "user_count=1&spawn_rate=nan", "user_count=1&spawn_rate=inf",
        "user_count=1&spawn_rate=1&run_time=later", "user_count=99999999999999999999&spawn_rate=1",
        "%", "%zz=1", "user_count=1&spawn_rate=1&%", "user_count=1&spawn_rate=1&host=http%3A%FF"}) {
    const Response response = response_to(post("/swarm", form));
    EXPECT_EQ(response.result(), http::status::ok) << form;
    const json::object body = json_of(response);
    EXPECT_FALSE(body.at("success").as_bool()) << form;
    EXPECT_FALSE(body.at("message").as_string().empty()) << form;
  }
}

TEST(Routes, AStartMayNameALoadShapeInPlaceOfUsers) {
  const StartCommand start = start_of("shape_class=Morning");
  EXPECT_EQ(start.shape, "Morning");
  EXPECT_FALSE(start.users);
  EXPECT_FALSE(start.spawn_rate);
  EXPECT_FALSE(start_of("user_count=1&spawn_rate=1").shape) << "the master's choice";
}

TEST(Routes, RepliesHaveLocustsShapes) {
  PendingCommand start;
  StartCommand command;
  command.users = 1;
  command.run_time = 90s;
  command.user_classes = {"A"};
  start.body = command;
  EXPECT_EQ(respond(start, {1, true, "Swarming started"}, sample()).body(),
            R"({"success":true,"message":"Swarming started","host":"http://target","run_time":90,)"
            R"("user_classes":["A"]})");
  EXPECT_EQ(respond(start, {1, false, "no slave"}, sample()).body(),
            R"({"success":false,"message":"no slave","host":"http://target"})");
  PendingCommand stop;
  stop.body = StopCommand{};
  EXPECT_EQ(respond(stop, {1, true, "Test stopped"}, sample()).body(),
            R"({"success":true,"message":"Test stopped"})");
  PendingCommand reset;
  reset.body = ResetStatsCommand{};
  EXPECT_EQ(respond(reset, {1, true, "ok"}, sample()).body(), "ok");
}

TEST(Routes, ASwapIsAskedForByPost) {
  const auto swap_of = [](const std::string& form) {
    const RouteResult result = go(post("/test/swap", form));
    const auto* pending = std::get_if<PendingCommand>(&result);
    const auto* swap = pending ? std::get_if<SwapCommand>(&pending->body) : nullptr;
    return swap ? std::optional<bool>(swap->replace) : std::nullopt;
  };
  EXPECT_EQ(swap_of(""), false);
  EXPECT_EQ(swap_of("replace=false"), false);
  EXPECT_EQ(swap_of("replace=true"), true);
  EXPECT_EQ(swap_of("replace=1"), std::nullopt);
  EXPECT_FALSE(std::holds_alternative<PendingCommand>(go(get("/test/swap"))));
}

TEST(Routes, StopAndResetTakeGetAndPost) {
  for (const char* path : {"/stop", "/stats/reset"}) {
    EXPECT_TRUE(std::holds_alternative<PendingCommand>(go(get(path)))) << path;
    EXPECT_TRUE(std::holds_alternative<PendingCommand>(go(post(path, "")))) << path;
  }
}

TEST(Routes, StatsRequestsHasLocustsKeys) {
  const json::object body = json_of(response_to(get("/stats/requests?x=1")));
  for (const char* key : {"stats", "errors", "current_rps", "current_fail_per_sec", "total_rps",
                          "total_fail_per_sec", "fail_ratio", "current_response_time_percentiles",
                          "workers", "worker_count", "state", "user_count"}) {
    EXPECT_TRUE(body.contains(key)) << key;
  }
  ASSERT_EQ(body.at("stats").as_array().size(), 2u);
  const json::object& row = body.at("stats").as_array()[0].as_object();
  for (const char* key :
       {"method", "name", "num_requests", "num_failures", "min_response_time", "max_response_time",
        "current_rps", "current_fail_per_sec", "avg_response_time", "median_response_time",
        "total_rps", "total_fail_per_sec", "response_time_percentile_0.95",
        "response_time_percentile_0.99", "avg_content_length", "ninetieth_response_time",
        "ninety_ninth_response_time"}) {
    EXPECT_TRUE(row.contains(key)) << key;
  }
  EXPECT_EQ(row.at("name").as_string(), "/items<b>\"\n");
  EXPECT_EQ(row.at("safe_name").as_string(), "/items&lt;b&gt;&quot;\n");
  EXPECT_EQ(body.at("stats").as_array()[1].as_object().at("name").as_string(), "Aggregated");
  EXPECT_EQ(body.at("fail_ratio").to_number<double>(), 0.2);
  EXPECT_EQ(body.at("state").as_string(), "running");
  EXPECT_EQ(body.at("worker_count").to_number<int>(), 1);
  ASSERT_EQ(body.at("workers").as_array().size(), 1u);
  EXPECT_EQ(json::serialize(body.at("workers").as_array()[0].at("user_classes_count")),
            R"({"Shopper":8})");
  EXPECT_TRUE(body.at("current_response_time_percentiles")
                  .as_object()
                  .at("response_time_percentile_0.5")
                  .is_null());
}

TEST(Routes, MetricsStandInAKeyThatLocustClientsIgnore) {
  RunView view = sample();
  view.metrics.resize(kMaxShownRows + 1);
  view.transactions.resize(1);
  view.transactions[0].name = "checkout";
  const json::value body = json::parse(requests_document(view));
  EXPECT_EQ(body.at("acrida").at("metrics").as_array().size(), kMaxShownRows);
  EXPECT_EQ(body.at("acrida").at("transactions").as_array()[0].at("name"), "checkout");
  EXPECT_EQ(body.at("stats").as_array().size(), 2u);
  EXPECT_EQ(response_to(get("/stats/metrics/csv")).body().substr(0, 10), "Kind,Name,");
}

TEST(Routes, StatsRequestsIsBounded) {
  RunView view = sample();
  view.rows.resize(5000);
  view.errors.resize(5000);
  const json::object body = json::parse(requests_document(view)).as_object();
  EXPECT_EQ(body.at("stats").as_array().size(), kMaxShownRows);
  EXPECT_EQ(body.at("errors").as_array().size(), kMaxShownRows);
}

TEST(Routes, OtherDocuments) {
  EXPECT_EQ(response_to(get("/worker-count")).body(), R"({"worker_count":1})");
  EXPECT_EQ(response_to(get("/exceptions")).body(),
            R"({"exceptions":[{"count":3,"msg":"boom","traceback":"","nodes":"h_1, h_2"}]})");
  EXPECT_EQ(response_to(get("/healthz")).body(), "ok");
}

TEST(Routes, TasksHaveTheirShares) {
  RouteSettings settings;
  settings.test.classes.resize(2);
  TestClass& shopper = settings.test.classes[0];
  shopper.plan.name = "Shopper";
  shopper.tasks = {
      {.name = "Shopper::browse", .weight = 3, .tags = {}, .order = "", .tasks = {}},
      {.name = "Basket",
       .weight = 1,
       .tags = {},
       .order = "sequential",
       .tasks = {{.name = "Basket::fill", .weight = 9, .tags = {}, .order = "", .tasks = {}},
                 {.name = "Basket::pay", .weight = 1, .tags = {}, .order = "", .tasks = {}}}}};
  settings.test.classes[1].plan.name = "Admin";
  RunView view = sample();
  view.slaves[0].user_counts = {{"Shopper", 6}, {"Admin", 2}};
  EXPECT_EQ(
      task_ratio_document(settings.test.classes, view),
      R"({"per_class":{"Shopper":{"ratio":7.5E-1,"tasks":{"browse":{"ratio":7.5E-1},)"
      R"("Basket":{"ratio":2.5E-1,"tasks":{"fill":{"ratio":5E-1},"pay":{"ratio":5E-1}}}}},)"
      R"("Admin":{"ratio":2.5E-1,"tasks":{}}},)"
      R"("total":{"Shopper":{"ratio":7.5E-1,"tasks":{"browse":{"ratio":5.625E-1},)"
      R"("Basket":{"ratio":1.875E-1,"tasks":{"fill":{"ratio":9.375E-2},"pay":{"ratio":9.375E-2}}}}},)"
      R"("Admin":{"ratio":2.5E-1,"tasks":{}}}})");
  EXPECT_EQ(json_of(response_to(get("/tasks"), settings)).size(), 2u);
}

TEST(Routes, LogsAreTheNewestLines) {
  LogRing ring;
  for (int i = 0; i < 600; ++i) ring.add(WallTime(1s), LogLevel::kInfo, std::to_string(i));
  RouteSettings settings;
  settings.log = &ring;
  const json::object body = json_of(response_to(get("/logs"), settings));
  const json::array& lines = body.at("master").as_array();
  ASSERT_EQ(lines.size(), kMaxShownRows);
  EXPECT_EQ(lines[0], "1970-01-01T00:00:01.000Z 100");
  EXPECT_EQ(lines.back(), "1970-01-01T00:00:01.000Z 599");
}

TEST(Routes, CsvIsADownload) {
  const Response response = response_to(get("/stats/requests/csv"));
  EXPECT_EQ(response[http::field::content_disposition],
            "attachment; filename=\"Acrida_2023-11-14-22h13_shop.so_requests.csv\"");
  EXPECT_EQ(response.body().substr(0, 10), "Type,Name,");
  EXPECT_EQ(response_to(get("/stats/failures/csv")).body().substr(0, 12), "Method,Name,");
  EXPECT_EQ(response_to(get("/exceptions/csv")).body().substr(0, 14), "Count,Message,");
}

TEST(Routes, FullHistoryIsThereOnlyWhenItIsWritten) {
  const Request request = get("/stats/requests_full_history/csv");
  EXPECT_EQ(response_to(request).result(), http::status::not_found);
  RouteSettings settings;
  settings.history_file = "/data/x_stats_history.csv";
  const RouteResult result = go(request, settings);
  EXPECT_EQ(std::get<SendFile>(result).path, "/data/x_stats_history.csv");
}

RouteSettings with_arguments() {
  RouteSettings settings;
  settings.test.arguments.resize(4);
  settings.test.arguments[0].name = "page-size";
  settings.test.arguments[0].kind = ArgumentKind::whole_number;
  settings.test.arguments[1].name = "areas";
  settings.test.arguments[1].kind = ArgumentKind::several;
  settings.test.arguments[2].name = "cached";
  settings.test.arguments[2].kind = ArgumentKind::flag;
  settings.test.arguments[3].name = "api-key";
  settings.test.arguments[3].secret = true;
  settings.test.arguments[3].choices = {"right"};
  return settings;
}

TEST(Routes, SwarmTakesTheArgumentsOfTheTest) {
  const StartCommand start = start_of(
      "user_count=1&spawn_rate=1&page_size=7&areas=a&areas=b%2Cc&cached=on&api_key=&other=1",
      with_arguments());
  EXPECT_EQ(start.options, (std::map<std::string, std::string>{
                               {"areas", "a,b,c"}, {"cached", "true"}, {"page_size", "7"}}));
}

TEST(Routes, SwarmRefusesABadArgumentWithoutItsSecret) {
  const std::string bad =
      response_to(post("/swarm", "user_count=1&spawn_rate=1&page-size=x"), with_arguments()).body();
  EXPECT_NE(bad.find("page_size: 'x' is not a whole number"), std::string::npos) << bad;
  const std::string secret =
      response_to(post("/swarm", "user_count=1&spawn_rate=1&api_key=hunter2"), with_arguments())
          .body();
  EXPECT_EQ(secret.find("hunter2"), std::string::npos) << secret;
  EXPECT_NE(secret.find("\"success\":false"), std::string::npos) << secret;
}

TEST(Routes, PagesEscapeAndHaveAPolicy) {
  const Response report = response_to(get("/stats/report"));
  EXPECT_EQ(report.body().find("/items<b>"), std::string::npos);
  EXPECT_EQ(report["Content-Security-Policy"].find("default-src 'none'; script-src 'sha256-"), 0u);
  EXPECT_NE(response_to(get("/stats/report?theme=dark")).body().find("data-theme=\"dark\""),
            std::string::npos);
  EXPECT_EQ(response_to(get("/stats/report?download=1"))[http::field::content_disposition],
            "attachment; filename=\"Acrida_2023-11-14-22h13_shop.so_report.html\"");
  for (const char* path : {"/", "/app.js", "/stats/requests", "/api/v1/overview", "/nowhere"}) {
    const Response response = response_to(get(path));
    EXPECT_EQ(response["X-Content-Type-Options"], "nosniff") << path;
    EXPECT_EQ(response["X-Frame-Options"], "DENY") << path;
    EXPECT_EQ(response.count("Access-Control-Allow-Origin"), 0u) << path;
  }
}

TEST(Routes, UnknownPathsAndMethods) {
  EXPECT_EQ(response_to(get("/nowhere")).result(), http::status::not_found);
  EXPECT_EQ(response_to(get("")).result(), http::status::not_found);
  const Response response = response_to(get("/swarm"));
  EXPECT_EQ(response.result(), http::status::method_not_allowed);
  EXPECT_EQ(response[http::field::allow], "POST");
  EXPECT_EQ(response_to(post("/stats/requests", ""))[http::field::allow], "GET");
}

TEST(Routes, ForeignPagesCannotChangeState) {
  for (const char* site : {"cross-site", "same-site"}) {
    Request request = get("/stop");
    request.set("Sec-Fetch-Site", site);
    EXPECT_EQ(response_to(request).result(), http::status::forbidden) << site;
    request.target("/stats/requests");
    EXPECT_EQ(response_to(request).result(), http::status::ok) << site;
  }
  for (const char* origin : {"http://evil.example", "null", "http://127.0.0.1:9999"}) {
    Request request = post("/swarm", "user_count=1&spawn_rate=1");
    request.set(http::field::origin, origin);
    EXPECT_EQ(response_to(request).result(), http::status::forbidden) << origin;
  }
  Request own = post("/swarm", "user_count=1&spawn_rate=1");
  own.set(http::field::origin, "http://127.0.0.1:8089");
  own.set("Sec-Fetch-Site", "same-origin");
  EXPECT_TRUE(std::holds_alternative<PendingCommand>(go(own)));
}

TEST(Routes, ReboundNamesAreRefusedOnLoopback) {
  for (const char* host :
       {"evil.example", "evil.example:8089", "127.0.0.1.evil.example", "[::2]", "127.0.0.1x"}) {
    Request request = get("/stats/requests");
    request.set(http::field::host, host);
    EXPECT_EQ(response_to(request).result(), http::status::forbidden) << host;
  }
  for (const char* host : {"localhost", "LOCALHOST:1", "127.0.0.1", "127.9.9.9:80", "[::1]:8089"}) {
    Request request = get("/stats/requests");
    request.set(http::field::host, host);
    EXPECT_EQ(response_to(request).result(), http::status::ok) << host;
  }
}

}  // namespace
}  // namespace acrida
