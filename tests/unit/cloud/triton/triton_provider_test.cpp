// TritonProvider: against the fake CloudAPI, which Joyent's own clients take for one.
#include <chrono>
#include <fstream>

#include "tests/support/fleet_drive.hpp"
#include "tests/support/provider_contract.hpp"
#include "triton_world.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

class TritonProviderTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!CloudFake::has_node()) GTEST_SKIP() << "no Node: ./dev setup says which";
    world = std::make_unique<TritonWorld>(GetParam());
  }
  bool is_old() const { return std::string(GetParam()) == TritonOptions::kOld; }
  static CloudError error_of(const CloudAnswer& answer) {
    const auto* error = std::get_if<CloudError>(&answer);
    return error == nullptr ? CloudError{CloudFault::internal, "none", "there was no error"}
                            : *error;
  }

  std::unique_ptr<TritonWorld> world;
};

INSTANTIATE_TEST_SUITE_P(Api, TritonProviderTest,
                         testing::Values(TritonOptions::kCurrent, TritonOptions::kOld),
                         [](const auto& one) {
                           return std::string(one.param) == TritonOptions::kOld ? "Old" : "Current";
                         });

TEST_P(TritonProviderTest, KeepsTheContract) {
  check_provider_contract(*world->provider,
                          {.template_id = world->template_id, .foreign = world->foreign_id});
  EXPECT_EQ(world->living(), 2u);
  EXPECT_EQ(world->machine(world->foreign_id).at("state"), "running");
}

TEST_P(TritonProviderTest, AMachineIsToldHowItFindsItsMaster) {
  const auto answer = world->ask(CloneMachine{world->spec("k-0")});
  const auto* made = std::get_if<CloudMachine>(&answer);
  ASSERT_NE(made, nullptr) << text_of(error_of(answer));
  const json::value machine = world->machine(made->id);
  const auto told = json::value_to<std::string>(machine.at("metadata").at("acrida-environment"));
  EXPECT_NE(told.find("ACRIDA_MASTER_NODE_HOST=10.0.0.1\n"), std::string::npos) << told;
  EXPECT_NE(told.find("ACRIDA_ENROLMENT_TOKEN=secret\n"), std::string::npos);
  EXPECT_EQ(json::serialize(machine.at("tags")).find("secret"), std::string::npos);
  EXPECT_EQ(machine.at("package"), "g4-general-4G") << "that of the template";
}

TEST_P(TritonProviderTest, TemplatesAreMarked) {
  const std::string id = world->foreign(R"({"state":"running","name":"new"})");
  const TemplateTag tag{"locust", "slave-template"};
  EXPECT_TRUE(std::holds_alternative<Done>(world->provider->mark_template(id, tag, {})));
  std::vector<MachineTemplate> found;
  for (int look = 0; look < 100 && found.empty(); ++look)  // tags come a moment later
    found = std::get<std::vector<MachineTemplate>>(world->provider->templates(tag, {}));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, id);
  EXPECT_EQ(found[0].problem.empty(), is_old()) << "an image is made of what is stopped only";
  const auto missing = world->provider->mark_template("../../x", tag, {});
  EXPECT_EQ(std::get<CloudError>(missing).fault, CloudFault::not_found);
}

TEST_P(TritonProviderTest, ErrorsAreFaultsWithCauseAndRemedy) {
  struct Case {
    const char* fault;
    CloudFault expected;
  };
  const Case cases[] = {
      {R"("status":403,"code":"QuotaExceeded","message":"Quota exceeded")", CloudFault::quota},
      {R"("status":503,"code":"InsufficientCapacity")", CloudFault::capacity},
      {R"("status":429,"code":"RequestThrottled","retry_after":7)", CloudFault::throttled},
      {R"("status":401,"code":"InvalidCredentials")", CloudFault::auth},
      {R"("status":403,"code":"NotAuthorized")", CloudFault::auth},
      {R"("status":409,"code":"InvalidArgument")", CloudFault::invalid},
      {R"("status":449,"code":"InvalidVersion")", CloudFault::unsupported},
      {R"("status":500,"code":"InternalError")", CloudFault::outcome_unknown},
      {R"("lose":true)", CloudFault::outcome_unknown},
      {R"("cut":true)", CloudFault::outcome_unknown},
      {R"("body":"<html>")", CloudFault::outcome_unknown},
      {R"("body":"{\"id\":7}")", CloudFault::outcome_unknown},
      {R"("huge_mb":17)", CloudFault::outcome_unknown},
      {R"("body":"[[[[")", CloudFault::outcome_unknown},
  };
  const std::string call = is_old() ? "CloneMachine" : "CreateMachine";
  int number = 0;
  for (const Case& one : cases) {
    world->fake->post("faults", "[{\"call\":\"" + call + "\"," + one.fault + "}]");
    const CloudError error =
        error_of(world->ask(CloneMachine{world->spec("k-" + std::to_string(number++))}));
    EXPECT_EQ(error.fault, one.expected) << one.fault << " " << text_of(error);
    EXPECT_EQ(error.step, "clone");
    EXPECT_FALSE(error.cause.empty());
    EXPECT_FALSE(remedy_of(error).empty());
    EXPECT_EQ(error.retry_after.has_value(), one.expected == CloudFault::throttled);
  }
}

TEST_P(TritonProviderTest, ListsWithSenselessAnswersAreErrors) {
  for (const char* body : {"", "<html>", "{}", "7", "[7]", R"([{}])", R"([{"id":"x"}])",
                           R"([{"id":"../../etc/passwd","state":"running"}])"}) {
    const json::array faults{json::object{{"call", "ListMachines"}, {"body", body}}};
    world->fake->post("faults", json::serialize(faults));
    EXPECT_EQ(error_of(world->ask(ListMachines{})).fault, CloudFault::internal) << body;
  }
  world->fake->post("faults", R"([{"call":"ListMachines","cut":true,"count":9}])");
  EXPECT_EQ(error_of(world->ask(ListMachines{})).fault, CloudFault::transient);
}

TEST_P(TritonProviderTest, PagesAreReadOnceThoughTheyComeAgain) {
  for (int count = 0; count < 5; ++count)
    world->foreign(R"({"tags":{"acrida":"slave","acrida-fleet":"f","acrida-token":"t)" +
                   std::to_string(count) + R"("}})");
  world->fake->post("settings", R"({"repeats_pages":true})");
  const auto machines = std::get<std::vector<CloudMachine>>(world->ask(ListMachines{}));
  EXPECT_EQ(machines.size(), 5u);
}

TEST_P(TritonProviderTest, ACallThatIsCancelledReturnsSoon) {
  world->fake->post("settings", R"({"stop_ms":600000})");
  const auto made = std::get<CloudMachine>(world->ask(CloneMachine{world->spec("k-0")}));
  std::stop_source stop;
  std::jthread canceller([&] {
    std::this_thread::sleep_for(100ms);
    stop.request_stop();
  });
  const auto result = world->provider->stop(made.id, stop.get_token());
  EXPECT_EQ(std::get<CloudError>(result).fault, CloudFault::cancelled);
}

TEST_P(TritonProviderTest, AFailedMachineIsGoneAndCanBeMadeAgain) {
  world->fake->post("settings", R"({"fails_provisioning":1})");
  FleetDrive drive(*world->provider, "f");
  (void)drive.spawn(1, "k");
  EXPECT_TRUE(drive.come_up(1)) << drive.story();
  EXPECT_TRUE(drive.end());
  EXPECT_EQ(world->living(), 2u);
}

TEST(TritonImagesTest, OneIsMadeOfAStoppedMachineOnceAndKept) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world;
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(world.ask(CloneMachine{world.spec("k-0")})));
  world.open();
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(world.ask(CloneMachine{world.spec("k-1")})));
  const json::value state = world.state();
  EXPECT_EQ(state.at("images").as_array().size(), 2u) << "the base and one of ours";
  EXPECT_EQ(TritonWorld::text_in(state.at("images").at(1).at("tags"), "acrida-image-of"),
            world.template_id);
}

TEST(TritonImagesTest, OneThatFailsIsAnErrorAndIsDeleted) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world;
  world.fake->post("settings", R"({"fails_images":true})");
  const auto answer = world.ask(CloneMachine{world.spec("k-0")});
  EXPECT_NE(std::get<CloudError>(answer).cause.find("guest tools are missing"), std::string::npos);
  EXPECT_EQ(world.state().at("images").as_array().size(), 1u);
  world.fake->post("settings", R"({"fails_images":false})");
  EXPECT_TRUE(std::holds_alternative<CloudMachine>(world.ask(CloneMachine{world.spec("k-0")})));
}

TEST(TritonImagesTest, ATaggedImageIsATemplateAndNeedsAPackage) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world;
  const std::string image =
      world.foreign(R"({"image":true,"name":"slaves","tags":{"acrida":"slave-template"}})");
  CloneSpec spec = world.spec("k-0");
  spec.template_id = image;
  const auto refused = world.ask(CloneMachine{spec});
  EXPECT_NE(remedy_of(std::get<CloudError>(refused)).find("--triton-package"), std::string::npos);
  world.wanted.package = "g4-highcpu-8G";
  world.wanted.networks = {TritonWorld::text_in(world.state().at("networks").at(0), "id")};
  world.open();
  const auto made = std::get<CloudMachine>(world.ask(CloneMachine{spec}));
  EXPECT_EQ(world.machine(made.id).at("package"), "g4-highcpu-8G");
  const TemplateTag tag{"team", "load"};
  EXPECT_TRUE(std::holds_alternative<Done>(world.provider->mark_template(image, tag, {})));
  const auto marked = std::get<std::vector<MachineTemplate>>(world.provider->templates(tag, {}));
  ASSERT_EQ(marked.size(), 1u);
  EXPECT_EQ(marked[0].id, image);
}

TEST(TritonImagesTest, ThoseOfOtherAccountsAreNoTemplates) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world;
  const std::string theirs =
      R"({"image":true,"public":true,"owner":"0a1b2c3d-0000-4000-8000-000000000000","tags":)";
  world.foreign(theirs + R"({"acrida":"slave-template"}})");
  const std::string image =
      world.foreign(theirs + R"({"acrida-image-of":")" + world.template_id + R"("}})");
  const auto templates = std::get<std::vector<MachineTemplate>>(world.provider->templates({}, {}));
  ASSERT_EQ(templates.size(), 1u);
  EXPECT_EQ(templates[0].id, world.template_id);
  const auto made = std::get<CloudMachine>(world.ask(CloneMachine{world.spec("k-0")}));
  EXPECT_NE(TritonWorld::text_in(world.machine(made.id), "image"), image);
}

TEST(TritonNamesTest, TwoFleetsMayHaveTheSameToken) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world;
  const auto first = std::get<CloudMachine>(world.ask(CloneMachine{world.spec("k-0")}));
  CloneSpec other = world.spec("k-0");
  other.tags[cloud_tag::kFleet] = "g";
  const auto second =
      std::get<CloudMachine>(carry_out(*world.provider, "g", CloneMachine{other}, {}));
  EXPECT_NE(first.id, second.id);
  // A name that somebody else has taken is not theirs.
  const std::string taken = world.foreign(R"({"tags":{},"name":")" + first.name + R"("})");
  world.fake->post("faults", "[]");
  (void)world.ask(ChangeMachine{ChangeMachine::Verb::remove, first.id});
  const auto clash = world.ask(CloneMachine{world.spec("k-0")});
  EXPECT_EQ(std::get<CloudError>(clash).fault, CloudFault::already_exists);
}

}  // namespace
}  // namespace acrida::tests
