// TritonProvider under a FleetMachine: each call fails once in each way, and nothing is left or double.
#include <ostream>

#include "core/state/private_file.hpp"
#include "tests/support/fleet_drive.hpp"
#include "triton_world.hpp"

namespace acrida::tests {
namespace {

namespace json = boost::json;

struct FaultyCall {
  const char* api;
  const char* call;

  friend std::ostream& operator<<(std::ostream& out, const FaultyCall& one) {
    return out << one.api << " " << one.call;
  }
};

class TritonFaults : public testing::TestWithParam<FaultyCall> {};

// The first half is enough where each call takes several.
const char* const kFaults[] = {
    R"("status":500,"after":true)",
    R"("status":503,"code":"InsufficientCapacity")",
    R"("lose":true)",
    R"("lose":true,"after":true)",
    R"("cut":true)",
    R"("body":"{}","after":true)",
    R"("status":500)",
    R"("status":429,"code":"RequestThrottled","retry_after":2)",
    R"("status":403,"code":"QuotaExceeded")",
    R"("status":401,"code":"InvalidCredentials")",
    R"("lose":true,"after":true,"count":3)",
    R"("body":"<html>","after":true)",
};
constexpr std::size_t kFaultsOfOld = 6;

TEST_P(TritonFaults, LeaveNothingAndMakeNothingTwice) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world(GetParam().api);
  const std::size_t count =
      world.wanted.api == TritonOptions::kOld ? kFaultsOfOld : std::size(kFaults);
  for (std::size_t number = 0; number < count; ++number) {
    const char* fault = kFaults[number];
    const std::string key = "k" + std::to_string(number);
    world.fake->post("forget", "");
    world.fake->post("faults",
                     std::string("[{\"call\":\"") + GetParam().call + "\"," + fault + "}]");
    FleetDrive drive(*world.provider, "f");
    (void)drive.spawn(2, key);
    EXPECT_TRUE(drive.come_up(2)) << fault << "\n" << drive.story();
    EXPECT_EQ(world.living(), 4u) << fault << ": two machines were ordered\n" << drive.story();
    EXPECT_TRUE(drive.end()) << fault << "\n" << drive.story();
    EXPECT_TRUE(world.state().at("calls").as_object().contains(GetParam().call)) << "not called";
    // {} is as good as what some calls answer.
    EXPECT_TRUE(!drive.errors().empty() || std::string(fault).find("{}") != std::string::npos)
        << fault << " was not noticed";
    EXPECT_EQ(world.living(), 2u) << fault << ": something is left\n" << drive.story();
    EXPECT_EQ(world.machine(world.foreign_id).at("state"), "running") << fault;
    EXPECT_LE(world.state().at("images").as_array().size(), 2u) << fault;
    for (const CloudError& error : drive.errors())
      EXPECT_TRUE(!error.cause.empty() && !error.step.empty() && !remedy_of(error).empty());
    if (testing::Test::HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Calls, TritonFaults,
    testing::Values(FaultyCall{"current", "ListMachines"}, FaultyCall{"current", "ListImages"},
                    FaultyCall{"current", "GetMachine"}, FaultyCall{"current", "CreateMachine"},
                    FaultyCall{"current", "DeleteMachine"},
                    FaultyCall{"current", "CreateImageFromMachine"},
                    FaultyCall{"current", "GetImage"}, FaultyCall{"6.5", "ListMachines"},
                    FaultyCall{"6.5", "GetMachine"}, FaultyCall{"6.5", "ListMachineTags"},
                    FaultyCall{"6.5", "CloneMachine"}, FaultyCall{"6.5", "AddMachineTags"},
                    FaultyCall{"6.5", "UpdateMachineMetadata"}, FaultyCall{"6.5", "StopMachine"},
                    FaultyCall{"6.5", "DeleteMachine"}),
    [](const auto& one) {
      return std::string(one.param.api == std::string("6.5") ? "Old" : "") + one.param.call;
    });

TEST(TritonConsistency, MachinesThatAreNotListedAtFirstAreNotMadeTwice) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  for (const char* fault : {R"([])", R"([{"call":"CreateMachine","lose":true,"after":true}])"}) {
    TritonWorld world;
    world.fake->post("settings", R"({"hidden_lists":4,"hidden_gets":2})");
    world.fake->post("faults", fault);
    FleetDrive drive(*world.provider, "f");
    (void)drive.spawn(2, "k");
    EXPECT_TRUE(drive.come_up(2)) << drive.story();
    EXPECT_EQ(world.living(), 4u);
    EXPECT_TRUE(drive.end());
    EXPECT_EQ(world.living(), 2u);
  }
}

/// A master that is killed after any of its calls; the next one ends what there is.
TEST(TritonKills, TheNextMasterFindsEverything) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  for (const char* api : {"current", "6.5"}) {
    TritonWorld world(api);
    for (int lived = 0; lived < 14; ++lived) {
      FleetDrive drive(*world.provider, "f");
      (void)drive.spawn(1, "k" + std::to_string(lived));
      int steps = 0;
      (void)drive.until([&] { return ++steps > lived; });
      world.open();
      FleetDrive next(*world.provider, "f");
      (void)next.until([&] { return next.view().is_known; });
      EXPECT_TRUE(next.end()) << api << " " << lived << next.story();
      EXPECT_EQ(world.living(), 2u) << api << " " << lived;
    }
  }
}

/// Version 6.5: the clone's answer is lost, and the master with it.
TEST(TritonKills, ACloneWithoutTagsIsFoundByItsNonce) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world(TritonOptions::kOld);
  world.fake->post("faults", R"([{"call":"CloneMachine","lose":true,"after":true}])");
  EXPECT_TRUE(std::holds_alternative<CloudError>(world.ask(CloneMachine{world.spec("k-0")})));
  ASSERT_EQ(world.living(), 3u);
  world.open();
  const auto found = std::get<std::vector<CloudMachine>>(world.ask(ListMachines{}));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].tags, world.spec("k-0").tags);
  EXPECT_TRUE(std::filesystem::is_empty(world.directory() / "triton-clones"));
}

/// Somebody made a machine like ours in that moment, and the service has not copied the nonce.
TEST(TritonKills, WhatMayBeOursIsNamedAndLeftAlone) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world(TritonOptions::kOld);
  world.fake->post("faults", R"([{"call":"CloneMachine","lose":true}])");
  EXPECT_TRUE(std::holds_alternative<CloudError>(world.ask(CloneMachine{world.spec("k-0")})));
  const std::string suspect = world.foreign(R"({"name":"theirs","tags":{}})");
  const auto listed = std::get<std::vector<CloudMachine>>(world.ask(ListMachines{}));
  EXPECT_TRUE(listed.empty());
  const auto again = world.ask(CloneMachine{world.spec("k-0")});
  EXPECT_NE(std::get<CloudError>(again).cause.find(suspect), std::string::npos);
  EXPECT_EQ(world.machine(suspect).at("tags"), json::object{});
  EXPECT_EQ(world.living(), 3u);
}

/// The template's metadata; it has no others.
json::value nonces(const TritonWorld& world) {
  return world.machine(world.template_id).at("metadata");
}

/// As if `hours` had gone by since the clones that are in the journal were begun.
void age_journal(const TritonWorld& world, int hours) {
  for (const auto& entry :
       std::filesystem::directory_iterator(world.directory() / "triton-clones")) {
    json::object record = json::parse(read_file(entry.path())).as_object();
    record["begun_s"] = record.at("begun_s").as_int64() - hours * 3'600;
    ASSERT_TRUE(replace_private_file(entry.path(), json::serialize(record)));
  }
}

TEST(TritonJournal, AMachineWithAnIdIsNeverForgotten) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world(TritonOptions::kOld);
  world.fake->post("faults", R"([{"call":"AddMachineTags","lose":true}])");
  EXPECT_TRUE(std::holds_alternative<CloudError>(world.ask(CloneMachine{world.spec("k-0")})));
  age_journal(world, 48);
  world.open();
  const auto found = std::get<std::vector<CloudMachine>>(world.ask(ListMachines{}));
  ASSERT_EQ(found.size(), 1u);
  const json::value metadata = world.machine(found[0].id).at("metadata");
  EXPECT_NE(TritonWorld::text_in(metadata, "acrida-environment").find("secret"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(world.directory() / "triton-clones"));
  EXPECT_EQ(nonces(world), json::object{});
}

TEST(TritonJournal, OneWithoutAMachineIsGivenUpAfterAnHour) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world(TritonOptions::kOld);
  world.fake->post("faults", R"([{"call":"CloneMachine","lose":true}])");
  EXPECT_TRUE(std::holds_alternative<CloudError>(world.ask(CloneMachine{world.spec("k-0")})));
  (void)world.ask(ListMachines{});
  EXPECT_FALSE(std::filesystem::is_empty(world.directory() / "triton-clones"));
  EXPECT_NE(nonces(world), json::object{});
  age_journal(world, 2);
  world.fake->post("faults", R"([{"call":"DeleteMachineMetadata","status":500}])");
  (void)world.ask(ListMachines{});
  EXPECT_FALSE(std::filesystem::is_empty(world.directory() / "triton-clones"));
  (void)world.ask(ListMachines{});
  EXPECT_TRUE(std::filesystem::is_empty(world.directory() / "triton-clones"));
  EXPECT_EQ(nonces(world), json::object{});
}

/// A person clones the template after our clone, whose answer was lost.
TEST(TritonJournal, APersonsCloneOfTheTemplateIsNotTaken) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  for (const bool is_later : {true, false}) {
    TritonWorld world(TritonOptions::kOld);
    const std::string lost = R"([{"call":"CloneMachine","lose":true,"after":)";
    world.fake->post("faults", lost + (is_later ? "false}]" : "true}]"));
    EXPECT_TRUE(std::holds_alternative<CloudError>(world.ask(CloneMachine{world.spec("k-0")})));
    json::object theirs{{"name", "theirs"}, {"metadata", nonces(world)}};
    if (is_later) theirs["created"] = "2098-01-01T00:00:00.123Z";
    const std::string suspect = world.foreign(json::serialize(theirs));
    EXPECT_TRUE(std::get<std::vector<CloudMachine>>(world.ask(ListMachines{})).empty());
    const auto again = world.ask(CloneMachine{world.spec("k-0")});
    EXPECT_NE(std::get<CloudError>(again).cause.find(suspect), std::string::npos);
    EXPECT_EQ(world.machine(suspect).at("tags"), json::object{});
  }
}

TEST(TritonJournal, FleetsThatShareItDoNotMeet) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world(TritonOptions::kOld);
  world.fake->post("faults", R"([{"call":"AddMachineTags","lose":true}])");
  EXPECT_TRUE(std::holds_alternative<CloudError>(world.ask(CloneMachine{world.spec("k-0")})));
  CloneSpec other = world.spec("k-0");
  other.tags[cloud_tag::kFleet] = "g";
  const auto made = carry_out(*world.provider, "g", CloneMachine{other}, {});
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(made));
  const auto found = std::get<std::vector<CloudMachine>>(world.ask(ListMachines{}));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].id, std::get<CloudMachine>(made).id);
}

TEST(TritonJournal, MetadataOfOthersThatCannotBeReadAreNoErrorOfTheList) {
  if (!CloudFake::has_node()) GTEST_SKIP() << "no Node";
  TritonWorld world(TritonOptions::kOld);
  world.fake->post("faults", R"([{"call":"CloneMachine","lose":true}])");
  EXPECT_TRUE(std::holds_alternative<CloudError>(world.ask(CloneMachine{world.spec("k-0")})));
  const std::string suspect = world.foreign(R"({"name":"theirs","tags":{}})");
  world.fake->post("faults", R"([{"call":"ListMachineMetadata","status":500,"count":2}])");
  EXPECT_TRUE(std::get<std::vector<CloudMachine>>(world.ask(ListMachines{})).empty());
  const auto again = world.ask(CloneMachine{world.spec("k-0")});
  EXPECT_NE(std::get<CloudError>(again).cause.find(suspect), std::string::npos);
}

}  // namespace
}  // namespace acrida::tests
