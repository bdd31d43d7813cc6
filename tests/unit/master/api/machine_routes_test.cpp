// Tests of /api/v1/machines, without sockets.
#include <boost/beast/http/status.hpp>
#include <gtest/gtest.h>

#include "master/api/machines_document.hpp"
#include "master/api/routes.hpp"
#include "sample_run.hpp"

namespace acrida {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

const Caller kOperator{WebRole::operator_, Caller::Proof::everyone};

RouteResult go(const Request& request, bool has_cloud = true) {
  RouteSettings settings;
  settings.has_cloud = has_cloud;
  return route(request, RunView{}, settings, kOperator);
}

RouteResult post(const std::string& path, const std::string& body) {
  return go(v1_post("/api/v1/machines/" + path, body));
}

template <class Command>
Command command_of(const std::string& path, const std::string& body) {
  RouteResult result = post(path, body);
  const auto* pending = std::get_if<PendingFleet>(&result);
  EXPECT_NE(pending, nullptr) << path << body;
  return pending != nullptr ? std::get<Command>(*pending->command) : Command{};
}

TEST(MachineRoutes, BodiesBecomeCommands) {
  const auto spawn =
      command_of<SpawnMachines>("spawn", R"({"count":3,"template":"t","idle_stop_s":0,"key":"k"})");
  EXPECT_EQ(spawn.count, 3u);
  EXPECT_EQ(spawn.template_id, "t");
  EXPECT_EQ(spawn.idle_stop, 0s);
  EXPECT_EQ(spawn.key, "k");
  const auto plain = command_of<SpawnMachines>("spawn", "{}");
  EXPECT_EQ(plain.count, 1u);
  EXPECT_FALSE(plain.idle_stop);
  using Verb = MachineCommand::Verb;
  const std::string body = R"({"machine":"k-0"})";
  EXPECT_EQ(command_of<MachineCommand>("stop", body).verb, Verb::stop);
  EXPECT_EQ(command_of<MachineCommand>("delete", body).verb, Verb::remove);
  EXPECT_EQ(command_of<MachineCommand>("retry", body).verb, Verb::retry);
  EXPECT_EQ(command_of<MachineCommand>("pin", body).verb, Verb::pin);
  EXPECT_EQ(command_of<MachineCommand>("pin", R"({"machine":"k-0","pinned":false})").verb,
            Verb::unpin);
  EXPECT_EQ(command_of<ExtendMachine>("extend", body).by, 1'800s);
  EXPECT_EQ(command_of<ExtendMachine>("extend", R"({"machine":"k-0","by_s":60})").by, 60s);
}

TEST(MachineRoutes, WrongBodiesNameTheField) {
  const std::pair<const char*, const char*> wrong[] = {
      {"spawn", R"({"count":"x"})"},
      {"spawn", R"({"count":-1})"},
      {"spawn", R"({"count":1.5})"},
      {"spawn", R"({"count":99999999999})"},
      {"spawn", R"({"template":1})"},
      {"spawn", R"({"idle_stop_s":[]})"},
      {"spawn", R"({"key":{}})"},
      {"spawn", "["},
      {"stop", "{}"},
      {"stop", R"({"machine":7})"},
      {"pin", R"({"machine":"k","pinned":1})"},
      {"extend", R"({"machine":"k","by_s":"long"})"}};
  for (const auto& [path, body] : wrong) {
    RouteResult result = post(path, body);
    const auto* refused = std::get_if<Response>(&result);
    ASSERT_NE(refused, nullptr) << body;
    EXPECT_EQ(refused->result_int(), 400u) << body;
  }
}

TEST(MachineRoutes, AMasterWithoutACloudSaysSo) {
  const RouteResult result = go(v1_get("/api/v1/machines"), false);
  EXPECT_EQ(std::get<Response>(result).result_int(), 404u);
  EXPECT_NE(std::get<Response>(result).body().find("--cloud"), std::string::npos);
}

TEST(MachineRoutes, AnswersSayWhatBecameOfIt) {
  FleetAnswer done{{.text = "2 machines requested", .machines = {"k-0", "k-1"}}, {}};
  PendingFleet pending{SpawnMachines{}, true, 11};
  const json::value body = json::parse(respond(pending, done).body());
  EXPECT_EQ(body.at("machines").as_array().size(), 2u);
  const FleetAnswer refused{{.ok = false, .text = "count: too many", .field = "count"}, {}};
  const Response answer = respond(pending, refused);
  EXPECT_EQ(answer.result_int(), 409u);
  EXPECT_EQ(json::parse(answer.body()).at("field"), "count");
}

TEST(MachineRoutes, TheDocumentHasWhatTheDescriptionNames) {
  FleetView fleet;
  fleet.provider = "process";
  fleet.templates.push_back({.id = "t", .name = "small", .price_per_hour = 0.5});
  MachineView& machine = fleet.machines.emplace_back();
  machine.id = "k-0";
  machine.step = FleetStep::failed;
  machine.steps = {{FleetStep::requested, 1.5}};
  machine.error = CloudError{CloudFault::quota, "clone", "5 at most"};
  machine.idle_stop_in = 7s;
  const json::object document = json::parse(machines_document(fleet)).as_object();
  const json::object described =
      json::parse(respond(PendingFleet{}, {{}, fleet}).body()).as_object();
  EXPECT_EQ(document, described);
  const json::object& shown = document.at("machines").at(0).as_object();
  EXPECT_EQ(shown.at("step"), "failed");
  EXPECT_EQ(shown.at("error").at("remedy"), "stop other machines or ask for a higher limit");
  EXPECT_EQ(shown.at("idle_stop_in_s"), 7);
  RouteSettings settings;
  const RouteResult page = route(v1_get("/api/v1/openapi.json"), RunView{}, settings, kOperator);
  const json::value api = json::parse(std::get<Response>(page).body());
  const json::value& schema = api.at("paths")
                                  .at("/api/v1/machines")
                                  .at("get")
                                  .at("responses")
                                  .at("200")
                                  .at("content")
                                  .at("application/json")
                                  .at("schema");
  for (const json::value& key : schema.at("required").as_array())
    EXPECT_TRUE(document.contains(key.as_string())) << key;
  const json::value& of_machine = schema.at("properties").at("machines").at("items");
  for (const json::value& key : of_machine.at("required").as_array())
    EXPECT_TRUE(shown.contains(key.as_string())) << key;
}

}  // namespace
}  // namespace acrida
