// Tests of the routes under /api/v1, the page and the API's description, without sockets.
#include <set>

#include <boost/beast/http/status.hpp>
#include <gtest/gtest.h>

#include "master/api/log_ring.hpp"
#include "master/api/routes.hpp"
#include "master/api/run_routes.hpp"
#include "sample_run.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;
using namespace std::chrono_literals;

const Caller kEveryone{WebRole::admin, Caller::Proof::everyone};

RouteSettings settings() {
  RouteSettings settings;
  settings.test.version = "1";
  settings.test.source = "tests/my shop.cpp";
  settings.test.classes.resize(1);
  settings.test.classes[0].plan.name = "Shopper";
  settings.test.classes[0].tasks = {{"Shopper::browse", 3, {"fast"}, "", {}}};
  settings.test.arguments.resize(2);
  settings.test.arguments[0].name = "page-size";
  settings.test.arguments[0].kind = ArgumentKind::whole_number;
  settings.test.arguments[1].name = "api-key";
  settings.test.arguments[1].secret = true;
  return settings;
}

RouteResult go(const Request& request, RunState state = RunState::kReady) {
  auto view = sample_run();
  view->state = state;
  SlaveView& slave = view->slaves.emplace_back();
  slave.id = "h_1";
  slave.present = true;
  return route(request, *view, settings(), kEveryone);
}

Response answer_to(const Request& request, RunState state = RunState::kReady) {
  RouteResult result = go(request, state);
  if (auto* both = std::get_if<AnswerAndTell>(&result)) return both->response;
  EXPECT_TRUE(std::holds_alternative<Response>(result)) << request.target();
  return std::holds_alternative<Response>(result) ? std::get<Response>(result) : Response();
}

json::object json_of(const Response& response) {
  return json::parse(response.body()).as_object();
}

template <class Command>
Command command_of(const Request& request, RunState state = RunState::kReady) {
  RouteResult result = go(request, state);
  const auto* pending = std::get_if<PendingCommand>(&result);
  EXPECT_NE(pending, nullptr) << request.body();
  return pending != nullptr ? std::get<Command>(pending->body) : Command();
}

TEST(V1Routes, AStartIsAJsonObject) {
  const auto start = command_of<StartCommand>(
      v1_post("/api/v1/run/start",
              R"({"users":10,"spawn_rate":2.5,"host":"http://a","run_time":"1m30s","stop_timeout":7,
          "user_classes":["A","B C"],"rate":12.5,"poisson":true,"shape":null,
          "tags":["fast","new"],"exclude_tags":[],"thresholds":["p95(/item) < 200ms","rate>10"],
          "arguments":{"page_size":20,"api_key":"hunter2"}})"));
  EXPECT_EQ(start.users, 10u);
  EXPECT_EQ(start.spawn_rate, 2.5);
  EXPECT_EQ(start.host, "http://a");
  EXPECT_EQ(start.run_time, 90s);
  EXPECT_EQ(start.stop_timeout, 7s);
  EXPECT_EQ(start.user_classes, (std::vector<std::string>{"A", "B C"}));
  EXPECT_EQ(start.rate, (ArrivalRate{12.5, true}));
  EXPECT_FALSE(start.shape);
  EXPECT_EQ(start.options, (std::map<std::string, std::string>{{"page_size", "20"},
                                                               {"api_key", "hunter2"},
                                                               {"tags", "fast,new"},
                                                               {"exclude_tags", ""}}));
  ASSERT_EQ(start.thresholds->size(), 2u);
  EXPECT_EQ(start.thresholds->front().text, "p95(/item) < 200ms");
  const auto bare = command_of<StartCommand>(v1_post("/api/v1/run/start", R"({"users":1})"));
  EXPECT_FALSE(bare.thresholds);
  EXPECT_TRUE(bare.options.empty());
  const auto none = command_of<StartCommand>(v1_post("/api/v1/run/start", R"({"thresholds":[]})"));
  EXPECT_TRUE(none.thresholds && none.thresholds->empty());
}

TEST(V1Routes, WhatIsWrongIsNamed) {
  const std::pair<const char*, const char*> kCases[] = {
      {R"({"users":"x"})", "users"},
      {R"({"users":-1})", "users"},
      {R"({"users":1.5})", "users"},
      {R"({"users":1e300})", "users"},
      {R"({"spawn_rate":"fast"})", "spawn_rate"},
      {R"({"run_time":"later"})", "run_time"},
      {R"({"arguments":{"page_size":"x"}})", "arguments.page_size"},
      {R"({"arguments":[]})", "arguments"},
      {R"({"user_classes":[[1]]})", ""},
      {R"({"tags":"fast"})", "tags"},
      {R"({"tags":["a b"]})", "tags"},
      {R"({"exclude_tags":["a,b"]})", "exclude_tags"},
      {R"({"thresholds":["rate>1","p95<soon"]})", "thresholds.1"},
      {R"({"thresholds":["rate>1",5]})", "thresholds.1"},
      {R"({"thresholds":"rate>1"})", "thresholds"},
      {R"([1])", ""},
      {R"({"users":)", ""},
      {"\xff\xfe", ""},
  };
  for (const auto& [body, field] : kCases) {
    const Response response = answer_to(v1_post("/api/v1/run/start", body));
    EXPECT_EQ(response.result(), http::status::bad_request) << body;
    const json::object object = json_of(response);
    EXPECT_FALSE(object.at("error").as_string().empty());
    const std::string named =
        object.contains("field") ? object.at("field").as_string().c_str() : "";
    EXPECT_EQ(named, field) << body;
  }
  const std::string deep(5'000, '[');
  EXPECT_EQ(answer_to(v1_post("/api/v1/run/start", deep)).result(), http::status::bad_request);
  const std::string longer = R"({"host":")" + std::string(100'000, 'x') + "\"}";
  EXPECT_EQ(answer_to(v1_post("/api/v1/run/start", longer)).result(), http::status::bad_request);
}

TEST(V1Routes, StartAndEditAreTwoThings) {
  const auto start = v1_post("/api/v1/run/start", "{}"), edit = v1_post("/api/v1/run/edit", "{}");
  EXPECT_EQ(answer_to(start, RunState::kRunning).result(), http::status::conflict);
  EXPECT_EQ(answer_to(edit, RunState::kReady).result(), http::status::conflict);
  command_of<StartCommand>(edit, RunState::kSpawning);
}

TEST(V1Routes, OtherCommands) {
  command_of<StopCommand>(v1_post("/api/v1/run/stop", "{}"));
  command_of<ResetStatsCommand>(v1_post("/api/v1/run/reset", ""));
  EXPECT_EQ(command_of<MarkCommand>(v1_post("/api/v1/run/markers", R"({"text":"v2"})")).text, "v2");
  EXPECT_EQ(command_of<DrainCommand>(v1_post("/api/v1/slaves/drain", R"({"slave":"h_1"})")).slave,
            "h_1");
  EXPECT_EQ(json_of(answer_to(v1_post("/api/v1/run/markers", "{}"))).at("field"), "text");
}

TEST(V1Routes, CommandsNeedOurHeaderAndOurOrigin) {
  Request request = v1_post("/api/v1/run/stop", "{}");
  request.erase("X-Requested-With");
  EXPECT_EQ(answer_to(request).result(), http::status::forbidden);
  request = v1_post("/api/v1/run/stop", "{}");
  request.set(http::field::origin, "http://evil.example");
  EXPECT_EQ(answer_to(request).result(), http::status::forbidden);
  EXPECT_EQ(answer_to(v1_get("/api/v1/run/stop")).result(), http::status::method_not_allowed);
  EXPECT_EQ(json_of(answer_to(v1_get("/api/v1/nowhere"))).at("error"), "Not found");
}

TEST(V1Routes, RepliesAreJson) {
  PendingCommand command{StartCommand{}, ApiDialect::v1, true, 11};
  const Response ok = respond(command, {1, true, "Swarming started"}, *sample_run());
  EXPECT_EQ(ok.body(), R"({"ok":true,"message":"Swarming started"})");
  const Response no = respond(command, {1, false, "is missing", "options.api_key"}, *sample_run());
  EXPECT_EQ(no.result(), http::status::conflict);
  EXPECT_EQ(no.body(), R"({"error":"is missing","field":"arguments.api_key"})");
}

TEST(V1Routes, AStreamIsAnUpgradeOfOurOwnPage) {
  Request request = v1_get("/api/v1/stream");
  EXPECT_EQ(answer_to(request).result(), http::status::upgrade_required);
  request.set(http::field::connection, "Upgrade");
  request.set(http::field::upgrade, "websocket");
  request.set(http::field::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
  request.set(http::field::sec_websocket_version, "13");
  EXPECT_TRUE(std::holds_alternative<OpenStream>(go(request)));
  request.set(http::field::origin, "http://127.0.0.1:8089");
  EXPECT_TRUE(std::holds_alternative<OpenStream>(go(request)));
  for (const char* origin : {"http://evil.example", "null", "http://127.0.0.1:9999"}) {
    request.set(http::field::origin, origin);
    EXPECT_EQ(answer_to(request).result(), http::status::forbidden) << origin;
  }
  request.erase(http::field::origin);
  request.set(http::field::host, "rebound.example");
  EXPECT_EQ(answer_to(request).result(), http::status::forbidden);
}

TEST(V1Routes, APreviewOfARamp) {
  const json::object body =
      json_of(answer_to(v1_post("/api/v1/plan/preview",
                                R"({"users":100,"spawn_rate":10,"run_time":60,"host":"http://it's",
          "arguments":{"page_size":5,"api_key":"hunter2"}})")));
  EXPECT_EQ(json::serialize(body.at("points")), "[[0,0],[10,100],[60,100]]");
  EXPECT_EQ(body.at("duration_s").to_number<int>(), 60);
  EXPECT_EQ(json::serialize(body.at("per_slave")), R"([{"id":"h_1","users":100}])");
  EXPECT_EQ(
      body.at("command"),
      "acrida run 'tests/my shop.cpp' -u 100 -r 10 -H 'http://it'\\''s' -t 60s --page-size 5");
  EXPECT_FALSE(body.contains("warning"));
}

TEST(V1Routes, APreviewOfALoadShape) {
  const json::object body = json_of(answer_to(
      v1_post("/api/v1/plan/preview", R"({"shape":"stages:10m:100,10m:100,0:0,10s:0"})")));
  EXPECT_LE(body.at("points").as_array().size(), 300u);
  EXPECT_NEAR(body.at("duration_s").to_number<double>(), 1210, 2);
  EXPECT_EQ(body.at("per_slave").at(0).at("users").to_number<int>(), 100);
  EXPECT_EQ(
      json_of(answer_to(v1_post("/api/v1/plan/preview", R"({"shape":"stages:x"})"))).at("field"),
      "shape");
  EXPECT_EQ(json_of(answer_to(v1_post("/api/v1/plan/preview", "{}"))).at("field"), "users");
}

TEST(V1Routes, TheCommandLineHasTagsAndThresholds) {
  RouteSettings with_own = settings();
  with_own.test.tags = {"fast"};
  with_own.test.further_thresholds = {"rate>1"};
  const auto line = [&](const std::string& more) {
    const RouteResult result =
        route(v1_post("/api/v1/plan/preview", R"({"users":1,"spawn_rate":1)" + more + "}"),
              *sample_run(), with_own, kEveryone);
    return std::string(json_of(std::get<Response>(result)).at("command").as_string());
  };
  const std::string start = "acrida run 'tests/my shop.cpp' -u 1 -r 1";
  EXPECT_EQ(line(""), start + " --tags fast --threshold 'rate>1'");
  EXPECT_EQ(line(R"(,"tags":[],"exclude_tags":["a","b"],"thresholds":["p95(/item)<200ms"])"),
            start + " --exclude-tags a,b --threshold 'p95(/item)<200ms'");
}

TEST(V1Routes, LiveIsTheStreamForWhoHasNone) {
  const json::object all = json_of(answer_to(v1_get("/api/v1/live?count=2&sort=rps")));
  ASSERT_EQ(all.at("messages").as_array().size(), 3u);
  EXPECT_EQ(all.at("messages").at(2).at("rows").as_array().size(), 2u);
  const json::object part = json_of(answer_to(v1_get("/api/v1/live?since=1003")));
  EXPECT_EQ(part.at("messages").at(1).at("points").at("time_ms").as_array().size(), 2u);
  EXPECT_EQ(json_of(answer_to(v1_get("/api/v1/live?since=x"))).at("field"), "since");
}

TEST(V1Routes, ARowInDetail) {
  const json::object row = json_of(answer_to(v1_get("/api/v1/row?method=POST&name=%2FItems1")));
  EXPECT_EQ(row.at("percentiles").at("p99.9").to_number<int>(), 99);
  EXPECT_FALSE(row.contains("points"));
  EXPECT_EQ(answer_to(v1_get("/api/v1/row?method=PUT&name=x")).result(), http::status::not_found);
}

TEST(V1Routes, ARowThatIsLookedAtGetsACourse) {
  const auto view = sample_run();
  view->row_courses.push_back({"POST", "/Items1", view->timeline});
  const auto look = [&](const std::string& query) {
    return std::get<AnswerAndTell>(
        route(v1_get("/api/v1/row" + query), *view, settings(), kEveryone));
  };
  const AnswerAndTell known = look("?method=POST&name=%2FItems1");
  EXPECT_EQ(std::get<WatchRowCommand>(known.body).name, "/Items1");
  const json::value points = json_of(known.response).at("points");
  EXPECT_EQ(points.at("rps").at(4).to_number<double>(), 10);
  EXPECT_EQ(points.at("p99_ms").as_array().size(), 5u);
  EXPECT_FALSE(json_of(look("?method=GET&name=%2FItems0").response).contains("points"));
}

TEST(V1Routes, TheLogIsReadFromACursorOn) {
  LogRing ring;
  ring.add(WallTime(1s), LogLevel::kInfo, "one");
  ring.add(WallTime(2s), LogLevel::kWarning, "two \xff");
  RouteSettings with_log = settings();
  with_log.log = &ring;
  const auto page = [&](const std::string& query) {
    const RouteResult result =
        route(v1_get("/api/v1/logs" + query), RunView(), with_log, kEveryone);
    return json_of(std::get<Response>(result));
  };
  EXPECT_EQ(page("").at("lines").as_array().size(), 2u);
  const json::object warnings = page("?level=warning");
  ASSERT_EQ(warnings.at("lines").as_array().size(), 1u);
  EXPECT_EQ(warnings.at("lines").at(0).at("text"), "two \xef\xbf\xbd");
  EXPECT_TRUE(page("?since=2").at("lines").as_array().empty());
  for (std::size_t i = 0; i < LogRing::kMaxLines; ++i) ring.add({}, LogLevel::kInfo, "more");
  EXPECT_EQ(page("?since=2").at("lines").as_array().size(), LogRing::kMaxPage);
  EXPECT_TRUE(page("?level=error").at("lines").as_array().empty());
  EXPECT_EQ(page("?level=error").at("cursor").to_number<std::size_t>(), LogRing::kMaxLines + 2);
}

TEST(V1Routes, ThePageIsServedCompressedAndKept) {
  Request request = v1_get("/api/v1/openapi.json");
  const Response unpacked = answer_to(request);
  EXPECT_EQ(unpacked.count(http::field::content_encoding), 0u);
  EXPECT_EQ(json_of(unpacked).at("openapi"), "3.1.0");
  request.set(http::field::accept_encoding, "gzip, deflate, br");
  const Response packed = answer_to(request);
  EXPECT_EQ(packed[http::field::content_encoding], "gzip");
  EXPECT_LT(packed.body().size(), unpacked.body().size() / 2);
  request.set(http::field::if_none_match, packed[http::field::etag]);
  EXPECT_EQ(answer_to(request).result(), http::status::not_modified);
}

TEST(V1Routes, ThePageMayComeFromAFolder) {
  RouteSettings with_folder = settings();
  with_folder.web_dir = "/web/dist";
  const RouteResult result =
      route(v1_get("/app.js?x=../../etc/passwd"), RunView(), with_folder, kEveryone);
  const auto& file = std::get<SendFile>(result);
  EXPECT_EQ(file.path, "/web/dist/app.js");
  EXPECT_NE(file.policy.find("script-src 'self'"), std::string::npos);
}

/// Which keys the description says that an answer has.
std::vector<std::string> required_keys(const json::value& schema) {
  return json::value_to<std::vector<std::string>>(schema.at("required"));
}

TEST(OpenApi, DescribesWhatThereIs) {
  const json::object document = json_of(answer_to(v1_get("/api/v1/openapi.json")));
  std::set<std::string> described, served;
  for (const auto& [path, methods] : document.at("paths").as_object())
    for (const auto& [method, operation] : methods.as_object())
      described.insert(std::string(method) + " " + std::string(path));
  const auto serve = [&](const Route& one) {
    std::string path(one.path);
    if (const std::size_t id = path.find("/ID"); id != std::string::npos)
      path.replace(id, 3, "/{id}");
    if (one.get) served.insert("get " + path);
    if (one.post) served.insert("post " + path);
  };
  for (const auto& table : all_routes())
    for (const Route& one : table) serve(one);
  for (const Route& one : run_routes()) serve(one);
  EXPECT_EQ(described, served);
}

TEST(OpenApi, AnswersAndExamplesHaveTheKeysThatItNames) {
  const json::object document = json_of(answer_to(v1_get("/api/v1/openapi.json")));
  int checked = 0;
  for (const auto& [path, methods] : document.at("paths").as_object()) {
    const json::value* get = methods.as_object().if_contains("get");
    const bool is_history = path.starts_with("/api/v1/runs") || path == "/api/v1/compare";
    if (is_history) continue;  // see run_routes_test
    if (get == nullptr || !get->at("responses").as_object().contains("200")) continue;
    const json::value& content = get->at("responses").at("200").at("content");
    const json::value* body = content.as_object().if_contains("application/json");
    if (body == nullptr || !body->at("schema").as_object().contains("required")) continue;
    const std::string query = path.ends_with("/row") ? "?method=GET&name=/Items0" : "";
    RouteResult result = go(v1_get(std::string(path) + query));
    const auto* plain_answer = std::get_if<Response>(&result);
    if (plain_answer == nullptr || plain_answer->result_int() != 200) continue;
    const json::object answer = json_of(*plain_answer);
    for (const std::string& key : required_keys(body->at("schema"))) {
      EXPECT_TRUE(answer.contains(key)) << path << " " << key;
      const auto* example = body->as_object().if_contains("example");
      if (example == nullptr) continue;
      EXPECT_TRUE(example->as_object().contains(key)) << path << " " << key;
    }
    ++checked;
  }
  EXPECT_GT(checked, 5);
}

TEST(OpenApi, MessagesHaveTheKeysThatItNames) {
  const json::object document = json_of(answer_to(v1_get("/api/v1/openapi.json")));
  const json::array& kinds =
      document.at("components").at("schemas").at("Message").at("oneOf").as_array();
  const json::object live = json_of(answer_to(v1_get("/api/v1/live")));
  for (const json::value& message : live.at("messages").as_array()) {
    bool is_known = false;
    for (const json::value& kind : kinds) {
      if (kind.at("properties").at("type").at("const") != message.at("type")) continue;
      is_known = true;
      for (const std::string& key : required_keys(kind))
        EXPECT_TRUE(message.as_object().contains(key)) << message.at("type") << " " << key;
    }
    EXPECT_TRUE(is_known) << message.at("type");
  }
}

}  // namespace
}  // namespace acrida
