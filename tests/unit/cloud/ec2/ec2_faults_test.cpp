// Ec2Provider under a FleetMachine: each call fails once in each way, and nothing is left or double.
#include <chrono>
#include <thread>

#include "ec2_world.hpp"
#include "tests/support/fleet_drive.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

const char* const kFaults[] = {
    R"("status":500,"code":"InternalError")",
    R"("status":500,"code":"InternalError","after":true)",
    R"("status":503,"code":"Unavailable","after":true,"count":2)",
    R"("status":500,"code":"InsufficientInstanceCapacity")",
    R"("status":503,"code":"RequestLimitExceeded","retry_after":2)",
    R"("status":400,"code":"VcpuLimitExceeded")",
    R"("status":403,"code":"UnauthorizedOperation")",
    R"("lose":true)",
    R"("lose":true,"after":true)",
    R"("lose":true,"after":true,"count":3)",
    R"("cut":true)",
    R"("body":"<html>","after":true)",
    R"("body":"{}")",
};

class Ec2Faults : public testing::TestWithParam<const char*> {};

TEST_P(Ec2Faults, LeaveNothingAndMakeNothingTwice) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  Ec2World world;
  world.fake.post("machine", R"({"state":"stopped","tags":{"from":"instance"}})");
  const std::string call = GetParam();
  int number = 0;
  for (const char* fault : kFaults) {
    world.fake.post("forget", "");
    world.fake.post("faults", "[{\"call\":\"" + call + "\"," + fault + "}]");
    FleetDrive drive(*world.provider, "f", TemplateTag{"from", "instance"});
    (void)drive.spawn(2, "k" + std::to_string(number++));
    EXPECT_TRUE(drive.come_up(2)) << fault << "\n" << drive.story();
    EXPECT_EQ(world.living(), 4u) << fault << ": two machines were ordered\n" << drive.story();
    EXPECT_TRUE(drive.end()) << fault << "\n" << drive.story();
    EXPECT_TRUE(world.state().at("calls").as_object().contains(call)) << "not called";
    EXPECT_FALSE(drive.errors().empty()) << fault << " was not noticed";
    EXPECT_EQ(world.living(), 2u) << fault << ": something is left\n" << drive.story();
    EXPECT_EQ(world.machine(world.foreign_id).at("state"), "running") << fault;
    EXPECT_LE(world.state().at("images").as_array().size(), 2u) << fault << drive.story();
    if (testing::Test::HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Calls, Ec2Faults,
                         testing::Values("DescribeInstances", "DescribeImages",
                                         "DescribeLaunchTemplates", "CreateImage", "RunInstances",
                                         "TerminateInstances"),
                         [](const auto& one) { return std::string(one.param); });

TEST(Ec2Consistency, InstancesThatAreNotListedAtFirstAreNotMadeTwice) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  for (const char* fault : {R"([])", R"([{"call":"RunInstances","lose":true,"after":true}])"}) {
    Ec2World world;
    world.fake.post("settings", R"({"hidden_lists":4,"hidden_gets":2})");
    world.fake.post("faults", fault);
    FleetDrive drive(*world.provider, "f");
    (void)drive.spawn(2, "k");
    EXPECT_TRUE(drive.come_up(2)) << drive.story();
    EXPECT_EQ(world.living(), 3u);
    EXPECT_TRUE(drive.end());
    EXPECT_EQ(world.living(), 1u);
  }
}

/// A master that is killed after any of its calls; the next one ends what there is.
TEST(Ec2Kills, TheNextMasterFindsEverything) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  Ec2World world;
  for (int lived = 0; lived < 14; ++lived) {
    FleetDrive drive(*world.provider, "f");
    (void)drive.spawn(1, "k" + std::to_string(lived));
    int steps = 0;
    (void)drive.until([&] { return ++steps > lived; });
    world.open();
    FleetDrive next(*world.provider, "f");
    (void)next.until([&] { return next.view().is_known; });
    EXPECT_TRUE(next.end()) << lived << next.story();
    EXPECT_EQ(world.living(), 1u) << lived;
  }
}

TEST(Ec2Ends, OneThatShutsItselfDownIsGone) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  Ec2World world({"--boot-command", "sleep 0.05"});
  const auto answer = world.ask(CloneMachine{world.spec("k-0")});
  const std::string id = std::get<CloudMachine>(answer).id;
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto seen = world.provider->describe(id, {});
    const auto& machine = std::get<CloudMachine>(seen);
    if (machine.state == MachineState::gone) {
      EXPECT_NE(machine.detail.find("initiated shutdown"), std::string::npos) << machine.detail;
      return;
    }
    std::this_thread::sleep_for(10ms);
  }
  FAIL() << "it is still there";
}

}  // namespace
}  // namespace acrida::tests
