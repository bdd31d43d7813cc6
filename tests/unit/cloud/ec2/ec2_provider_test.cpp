// Ec2Provider: against the fake EC2, which Amazon's own clients take for one.
#include <chrono>
#include <set>
#include <thread>

#include <CLI/App.hpp>

#include "ec2_world.hpp"
#include "tests/support/fleet_drive.hpp"
#include "tests/support/provider_contract.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

class Ec2ProviderTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!CloudFake::has_node()) GTEST_SKIP() << "no Node: ./dev setup says which";
    world = std::make_unique<Ec2World>();
  }
  static CloudError error_of(const CloudAnswer& answer) {
    const auto* error = std::get_if<CloudError>(&answer);
    return error == nullptr ? CloudError{CloudFault::internal, "none", "there was no error"}
                            : *error;
  }
  CloudMachine made(const CloneSpec& spec) const {
    const auto answer = world->ask(CloneMachine{spec});
    const auto* machine = std::get_if<CloudMachine>(&answer);
    EXPECT_NE(machine, nullptr) << text_of(error_of(answer));
    return machine == nullptr ? CloudMachine{} : *machine;
  }

  std::unique_ptr<Ec2World> world;
};

TEST_F(Ec2ProviderTest, KeepsTheContract) {
  check_provider_contract(*world->provider,
                          {.template_id = world->template_id, .foreign = world->foreign_id});
  EXPECT_EQ(world->living(), 1u);
  EXPECT_EQ(world->machine(world->foreign_id).at("state"), "running");
}

TEST_F(Ec2ProviderTest, AnInstanceIsLaunchedAsItMustBe) {
  world->wanted.instance_type = "c5.large";
  world->wanted.subnets = {"subnet-1"};
  world->wanted.security_groups = {"sg-1", "sg-2"};
  world->wanted.key_name = "key";
  world->open();
  const json::value one = world->machine(made(world->spec("k-0")).id);
  EXPECT_EQ(one.at("type"), "c5.large");
  EXPECT_EQ(one.at("subnet"), "subnet-1");
  EXPECT_EQ(one.at("groups"), (json::array{"sg-1", "sg-2"}));
  EXPECT_EQ(one.at("key"), "key");
  EXPECT_EQ(one.at("on_shutdown"), "terminate");
  EXPECT_EQ(one.at("metadata_tokens"), "required");
  EXPECT_EQ(one.at("volume_tags").at("acrida-fleet"), "f");
  EXPECT_EQ(one.at("tags").at("Name"), "acrida-k-0");
  const std::string told = Ec2World::text_in(one, "user_data");
  EXPECT_EQ(told.rfind("#cloud-config\n", 0), 0u);
  EXPECT_NE(told.find("ACRIDA_ENROLMENT_TOKEN=secret\n"), std::string::npos) << told;
  EXPECT_EQ(json::serialize(one.at("tags")).find("secret"), std::string::npos);
}

TEST_F(Ec2ProviderTest, TemplatesAreImagesLaunchTemplatesAndStoppedInstances) {
  const std::string tags = R"("tags":{"team":"load *"}})";
  const std::string image = world->foreign(R"({"kind":"image",)" + tags);
  const std::string launch =
      world->foreign(R"({"kind":"launch_template","name":"slaves","data":{"ImageId":")" + image +
                     R"(","InstanceType":"c5.large"},)" + tags);
  const std::string stopped = world->foreign(R"({"state":"stopped","type":"c5.large",)" + tags);
  const std::string running = world->foreign(R"({"state":"running",)" + tags);
  world->foreign(R"({"state":"stopped","tags":{"team":"load all"}})");
  const TemplateTag tag{"team", "load *"};
  const auto found = std::get<std::vector<MachineTemplate>>(world->provider->templates(tag, {}));
  ASSERT_EQ(found.size(), 4u);
  for (const MachineTemplate& one : found) {
    EXPECT_EQ(one.problem.empty(), one.id != running) << one.id;
    CloneSpec spec = world->spec("k-" + one.id);
    spec.template_id = one.id;
    if (one.id == running) {
      EXPECT_EQ(error_of(world->ask(CloneMachine{spec})).fault, CloudFault::invalid);
    } else {
      const json::value machine = world->machine(made(spec).id);
      EXPECT_EQ(machine.at("type"), one.id == image ? "t3.micro" : "c5.large");
    }
  }
  CloneSpec again = world->spec("k-again");
  again.template_id = stopped;
  made(again);
  EXPECT_EQ(world->state().at("images").as_array().size(), 3u) << "one was made, once";
  EXPECT_TRUE(
      std::holds_alternative<Done>(world->provider->mark_template(world->foreign_id, tag, {})));
  EXPECT_EQ(world->machine(world->foreign_id).at("tags").at("team"), "load *");
  EXPECT_TRUE(std::holds_alternative<CloudError>(world->provider->mark_template("x", tag, {})));
}

TEST_F(Ec2ProviderTest, ErrorsAreFaultsWithCauseAndRemedy) {
  struct Case {
    const char* fault;
    CloudFault expected;
  };
  const Case cases[] = {
      {R"("status":503,"code":"RequestLimitExceeded","retry_after":7)", CloudFault::throttled},
      {R"("status":500,"code":"InsufficientInstanceCapacity")", CloudFault::capacity},
      {R"("status":400,"code":"VcpuLimitExceeded")", CloudFault::quota},
      {R"("status":400,"code":"InstanceLimitExceeded")", CloudFault::quota},
      {R"("status":403,"code":"UnauthorizedOperation")", CloudFault::auth},
      {R"("status":401,"code":"AuthFailure")", CloudFault::auth},
      {R"("status":400,"code":"InvalidParameterValue")", CloudFault::invalid},
      {R"("status":400,"code":"UnsupportedOperation")", CloudFault::unsupported},
      {R"("status":400,"code":"InvalidAMIID.NotFound")", CloudFault::not_found},
      {R"("status":500,"code":"InternalError")", CloudFault::outcome_unknown},
      {R"("status":503,"code":"Unavailable")", CloudFault::outcome_unknown},
      {R"("lose":true)", CloudFault::outcome_unknown},
      {R"("cut":true)", CloudFault::outcome_unknown},
      {R"("body":"{}")", CloudFault::outcome_unknown},
      {R"("huge_mb":17)", CloudFault::outcome_unknown},
      {R"("body":"<RunInstancesResponse><instancesSet/></RunInstancesResponse>")",
       CloudFault::outcome_unknown},
      {R"("body":"<html><body>sign in</body></html>")", CloudFault::outcome_unknown},
  };
  int number = 0;
  for (const Case& one : cases) {
    world->fake.post("faults", std::string("[{\"call\":\"RunInstances\",") + one.fault + "}]");
    const CloudError error =
        error_of(world->ask(CloneMachine{world->spec("k-" + std::to_string(number++))}));
    EXPECT_EQ(error.fault, one.expected) << one.fault << " " << text_of(error);
    EXPECT_EQ(error.step, "clone");
    EXPECT_FALSE(error.cause.empty());
    EXPECT_FALSE(remedy_of(error).empty());
    EXPECT_EQ(error.retry_after.has_value(), one.expected == CloudFault::throttled);
    const bool has_code = std::string(one.fault).find("code") != std::string::npos;
    EXPECT_EQ(error.cause.find("(request ") != std::string::npos, has_code) << error.cause;
  }
}

TEST_F(Ec2ProviderTest, SenselessListsAreErrors) {
  for (const char* body : {"", "{}", "<a", "<html/>", "<DescribeInstancesResponse>"}) {
    const json::array faults{json::object{{"call", "DescribeInstances"}, {"body", body}}};
    world->fake.post("faults", json::serialize(faults));
    EXPECT_EQ(error_of(world->ask(ListMachines{})).fault, CloudFault::internal) << body;
  }
  world->fake.post("faults", R"([{"call":"DescribeInstances","lose":true}])");
  EXPECT_EQ(error_of(world->ask(ListMachines{})).fault, CloudFault::transient);
}

TEST_F(Ec2ProviderTest, AllPagesAreListed) {
  for (int count = 0; count < 12; ++count)
    world->foreign(R"({"tags":{"acrida":"slave","acrida-fleet":"f","acrida-token":"t)" +
                   std::to_string(count) + R"("}})");
  world->fake.post("settings", R"({"page_limit":5})");
  EXPECT_EQ(std::get<std::vector<CloudMachine>>(world->ask(ListMachines{})).size(), 12u);
}

TEST_F(Ec2ProviderTest, TheNextSubnetIsTakenWhenThereIsNoCapacity) {
  world->wanted.subnets = {"subnet-1", "subnet-2"};
  world->open();
  world->fake.post("faults", R"([{"call":"RunInstances","status":500,
                                  "code":"InsufficientInstanceCapacity"}])");
  EXPECT_EQ(world->machine(made(world->spec("k-0")).id).at("subnet"), "subnet-2");
}

TEST_F(Ec2ProviderTest, AnAnswerThatWasLostIsHadAgainThoughSubnetsHaveTheirOwnTokens) {
  world->wanted.subnets = {"subnet-1", "subnet-2"};
  world->open();
  world->fake.post("faults", R"([
      {"call":"RunInstances","status":500,"code":"InsufficientInstanceCapacity"},
      {"call":"RunInstances","first":2,"lose":true,"after":true}])");
  EXPECT_EQ(error_of(world->ask(CloneMachine{world->spec("k-0")})).fault,
            CloudFault::outcome_unknown);
  EXPECT_EQ(world->machine(made(world->spec("k-0")).id).at("subnet"), "subnet-2");
  EXPECT_EQ(world->living(), 2u);
}

TEST_F(Ec2ProviderTest, OneThatIsBeingStoppedIsNotMadeAgain) {
  const CloudMachine machine = made(world->spec("k-0"));
  world->fake.post("settings", R"({"stop_ms":600000})");
  std::stop_source given_up;
  std::jthread stopper([&] { (void)world->provider->stop(machine.id, given_up.get_token()); });
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (world->machine(machine.id).at("state") != "stopping" &&
         std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(10ms);
  given_up.request_stop();
  EXPECT_EQ(made(world->spec("k-0")).id, machine.id);
  EXPECT_EQ(world->living(), 2u);
}

TEST_F(Ec2ProviderTest, OneThatEndsHasStopped) {
  const CloudMachine machine = made(world->spec("k-0"));
  world->fake.post("settings", R"({"stop_ms":300})");
  EXPECT_TRUE(std::holds_alternative<Done>(world->provider->remove(machine.id, {})));
  EXPECT_EQ(world->machine(machine.id).at("state"), "shutting-down");
  EXPECT_TRUE(std::holds_alternative<Done>(world->provider->stop(machine.id, {})));
  EXPECT_EQ(world->machine(machine.id).at("state"), "terminated");
  EXPECT_TRUE(std::holds_alternative<Done>(world->provider->stop(machine.id, {})));
}

TEST_F(Ec2ProviderTest, OptionsThatWereChangedAfterALostAnswerMakeNoSecondInstance) {
  world->fake.post("faults", R"([{"call":"RunInstances","lose":true,"after":true}])");
  EXPECT_EQ(error_of(world->ask(CloneMachine{world->spec("k-0")})).fault,
            CloudFault::outcome_unknown);
  world->wanted.instance_type = "c5.large";
  world->open();
  EXPECT_EQ(world->machine(made(world->spec("k-0")).id).at("type"), "t3.micro");
  EXPECT_EQ(world->living(), 2u);
}

TEST_F(Ec2ProviderTest, OneThatIsNotKnownYetIsNotTakenForGone) {
  world->fake.post("settings", R"({"hidden_gets":2})");
  const CloudMachine machine = made(world->spec("k-0"));
  const ChangeMachine removal{ChangeMachine::Verb::remove, machine.id};
  EXPECT_TRUE(std::holds_alternative<Done>(world->ask(removal)));
  EXPECT_EQ(world->living(), 1u);
}

TEST_F(Ec2ProviderTest, WithoutItsTagsItIsTerminated) {
  world->fake.post("settings", R"({"loses_tags":true})");
  const CloudError error = error_of(world->ask(CloneMachine{world->spec("k-0")}));
  EXPECT_EQ(error.fault, CloudFault::internal);
  EXPECT_NE(error.cause.find("it is terminated"), std::string::npos) << error.cause;
  EXPECT_EQ(world->living(), 1u);
}

TEST_F(Ec2ProviderTest, KeysThatAreWrongOrMissingAreSaidSo) {
  ::setenv("AWS_SECRET_ACCESS_KEY", "wrong", 1);
  world->open();
  EXPECT_EQ(error_of(world->ask(ListMachines{})).fault, CloudFault::auth);
  ::unsetenv("AWS_SECRET_ACCESS_KEY");
  world->open();
  const CloudError error = error_of(world->ask(ListMachines{}));
  EXPECT_EQ(error.fault, CloudFault::auth);
  EXPECT_NE(error.cause.find("no credentials"), std::string::npos) << error.cause;
}

TEST_F(Ec2ProviderTest, KeysAreFoundInAFileAndInTheInstancesRole) {
  ::unsetenv("AWS_ACCESS_KEY_ID");
  world->fake.post("settings", R"({"has_role":true})");
  EXPECT_TRUE(std::holds_alternative<std::vector<CloudMachine>>(world->ask(ListMachines{})));
  const std::string text =
      "# mine\n[default]\naws_access_key_id = no\naws_secret_access_key = no\n[load]\r\n"
      "aws_access_key_id=AKIAFAKE\r\naws_secret_access_key = secret/key+1\r\n";
  write_file(world->directory() / "credentials", text);
  world->wanted.profile = "load";
  world->open();
  EXPECT_TRUE(std::holds_alternative<std::vector<CloudMachine>>(world->ask(ListMachines{})));
  world->wanted.profile = "other";
  world->open();
  EXPECT_EQ(error_of(world->ask(ListMachines{})).fault, CloudFault::auth);
  EXPECT_FALSE(AwsCredentialSource::profile_in("[a]\naws_access_key_id=x\n", "a"));
}

TEST_F(Ec2ProviderTest, KeysOfAFileAreReadAgain) {
  const std::string keys = "[load]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = ";
  write_file(world->directory() / "credentials", keys + "secret/key+1\n");
  world->wanted.profile = "load";
  world->open();
  EXPECT_TRUE(std::holds_alternative<std::vector<CloudMachine>>(world->ask(ListMachines{})));
  write_file(world->directory() / "credentials", keys + "other\n");
  EXPECT_EQ(error_of(world->ask(ListMachines{})).fault, CloudFault::auth);
}

TEST_F(Ec2ProviderTest, KeysOfTheEnvironmentGoBeforeItsProfile) {
  ::setenv("AWS_PROFILE", "load", 1);
  write_file(world->directory() / "credentials",
             "[load]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = other\n");
  EXPECT_TRUE(std::holds_alternative<std::vector<CloudMachine>>(world->ask(ListMachines{})));
  ::unsetenv("AWS_ACCESS_KEY_ID");
  EXPECT_EQ(error_of(world->ask(ListMachines{})).fault, CloudFault::auth);
  CLI::App app;
  Ec2Options options;
  declare_ec2_options(app, options);
  app.parse("");
  EXPECT_EQ(options.profile, "");
  ::unsetenv("AWS_PROFILE");
}

TEST_F(Ec2ProviderTest, KeysOfTheRoleAreKeptUntilTheyExpire) {
  ::unsetenv("AWS_ACCESS_KEY_ID");
  world->fake.post("settings", R"({"has_role":true,"role_ms":120000})");
  EXPECT_TRUE(std::holds_alternative<std::vector<CloudMachine>>(world->ask(ListMachines{})));
  world->fake.post("settings", R"({"has_role":false})");
  EXPECT_TRUE(std::holds_alternative<std::vector<CloudMachine>>(world->ask(ListMachines{})));
}

TEST_F(Ec2ProviderTest, ThePolicyAllowsWhatIsCalledAndNothingElse) {
  const std::string stopped =
      world->foreign(R"({"state":"stopped","tags":{"acrida":"slave-template"}})");
  check_provider_contract(*world->provider, {.template_id = stopped});
  const json::value state = world->state();
  std::set<std::string> called{"ec2:CreateTags"}, allowed;  // tags come with what is made
  for (const json::value& name : state.at("log").as_array())
    called.insert("ec2:" + json::value_to<std::string>(name));
  const json::value policy =
      json::parse(read_file(ACRIDA_SOURCE_DIR "/cloud/deploy/ec2/policy.json"));
  for (const json::value& statement : policy.at("Statement").as_array()) {
    const json::value& action = statement.at("Action");
    if (action.is_string()) allowed.insert(json::value_to<std::string>(action));
    if (!action.is_array()) continue;
    for (const json::value& one : action.get_array())
      allowed.insert(json::value_to<std::string>(one));
  }
  EXPECT_EQ(called, allowed);
}

TEST(Ec2SessionTest, TokensAreSentAndSigned) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  Ec2World world({"--session-token", "a/session+token=="});
  EXPECT_TRUE(std::holds_alternative<CloudError>(world.ask(ListMachines{})));
  ::setenv("AWS_SESSION_TOKEN", "a/session+token==", 1);
  world.open();
  EXPECT_TRUE(std::holds_alternative<std::vector<CloudMachine>>(world.ask(ListMachines{})));
}

TEST(Ec2OptionsTest, WhatIsMissingIsSaid) {
  ::unsetenv("AWS_DEFAULT_REGION");
  EXPECT_NE(Ec2Provider::open({}).error().what.find("--ec2-region"), std::string::npos);
  Ec2Options options;
  options.region = "eu-west-1";
  options.url = "file:///etc/passwd";
  EXPECT_FALSE(Ec2Provider::open(options));
}

}  // namespace
}  // namespace acrida::tests
