// FleetMachine: the life of machines, step by step.
#include "cloud/fleet/fleet_machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleet_world.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using Verb = MachineCommand::Verb;

TEST(FleetMachine, AMachineComesAndItsSlaveIsMatched) {
  FleetWorld world;
  const FleetReply reply = world.spawn(1);
  ASSERT_TRUE(reply.ok) << reply.text;
  EXPECT_EQ(reply.machines, std::vector<std::string>{"k-0"});
  EXPECT_EQ(world.steps(), "requested");
  world.pass(5s);
  EXPECT_EQ(world.steps(), "ready");
  const MachineView machine = world.view().machines[0];
  EXPECT_EQ(machine.provider_id, "m1");
  EXPECT_EQ(machine.slaves, std::vector<std::string>{"slave-of-k-0"});
  std::string before;
  for (const auto& [step, seconds] : machine.steps) before += std::string(name_of(step)) + " ";
  EXPECT_EQ(before, "requested booting connecting ");
  world.users["k-0"] = 7;
  world.step();
  EXPECT_EQ(world.steps(), "running");
  EXPECT_EQ(world.view().machines[0].users, 7u);
}

TEST(FleetMachine, TheTagsAreThereFromTheCreation) {
  FleetSettings settings;
  settings.test_name = "shop.cpp";
  settings.lifetime = 2h;
  FleetWorld world(settings);
  world.spawn(1);
  world.pass(2s);
  ASSERT_EQ(world.cloud.tags_at_creation.size(), 1u);
  const CloudTags& tags = world.cloud.tags_at_creation[0];
  EXPECT_EQ(tags.at("acrida"), "slave");
  EXPECT_EQ(tags.at("acrida-fleet"), "fleet");
  EXPECT_EQ(tags.at("acrida-token"), "k-0");
  EXPECT_EQ(tags.at("acrida-run"), "shop.cpp");
  EXPECT_EQ(tags.at("acrida-template"), "t1");
  const auto expires = parse_expiry(tags.at("acrida-expires"));
  ASSERT_TRUE(expires);
  EXPECT_LE(*expires, world.now.wall + 2h);
  EXPECT_GT(*expires, world.now.wall + 2h - 10s);
}

TEST(FleetMachine, TheSameKeyMakesNoMoreMachines) {
  FleetWorld world;
  world.spawn(2);
  world.step();
  EXPECT_EQ(world.spawn(2).text, "0 machines requested, 2 were before");
  world.pass(5s);
  EXPECT_EQ(world.cloud.made, 2u);
  EXPECT_EQ(world.spawn(3).text, "1 machine requested, 2 were before");
  world.pass(5s);
  EXPECT_EQ(world.cloud.made, 3u);
}

TEST(FleetMachine, CeilingsAreRefusedWithWhatToDo) {
  FleetSettings settings;
  settings.max_machines = 3;
  settings.max_cost_per_hour = 1.0;
  FleetWorld world(settings);
  world.cloud.known_templates[0].price_per_hour = 0.4;
  world.pass(2s);
  EXPECT_EQ(world.spawn(0).field, "count");
  EXPECT_EQ(world.spawn(101).field, "count");
  EXPECT_EQ(world.spawn(1, "not a key").field, "key");
  EXPECT_NE(world.spawn(4).text.find("--max-machines"), std::string::npos);
  EXPECT_NE(world.spawn(3).text.find("--max-cost"), std::string::npos);
  EXPECT_TRUE(world.spawn(2).ok);
  EXPECT_DOUBLE_EQ(world.view().cost_per_hour, 0.8);
  EXPECT_FALSE(world.spawn(1, "other").ok);
  SpawnMachines unknown;
  unknown.key = "x";
  unknown.template_id = "none";
  EXPECT_EQ(world.machine->on(unknown, world.now).field, "template");
}

TEST(FleetMachine, WithoutATemplateTheMessageNamesTheTag) {
  FleetWorld world;
  world.cloud.known_templates.clear();
  world.spawn(1);
  world.pass(2s);
  ASSERT_EQ(world.steps(), "failed");
  EXPECT_EQ(text_of(*world.view().machines[0].error),
            "templates: not found: template not found: none has the tag acrida=slave-template; tag "
            "one, or name another tag with --template-tag");
}

TEST(FleetMachine, AnIdleMachineStopsAndIsStartedAgain) {
  FleetSettings settings;
  settings.idle_stop = 60s;
  FleetWorld world(settings);
  world.spawn(1);
  world.pass(5s);
  ASSERT_EQ(world.steps(), "ready");
  EXPECT_LE(world.view().machines[0].idle_stop_in, 60s);
  world.pass(60s);
  EXPECT_EQ(world.steps(), "stopped");
  EXPECT_EQ(world.cloud.machines[0].state, MachineState::stopped);
  EXPECT_EQ(world.view().counted, 0u);
  EXPECT_TRUE(world.order(Verb::retry, "k-0").ok);
  world.pass(5s);
  EXPECT_EQ(world.steps(), "ready");
  EXPECT_EQ(world.cloud.made, 1u);
}

TEST(FleetMachine, UsersPinsAndExtensionsKeepAMachine) {
  FleetSettings settings;
  settings.idle_stop = 60s;
  FleetWorld world(settings);
  world.spawn(3);
  world.pass(5s);
  world.users["k-0"] = 1;
  world.order(Verb::pin, "k-1");
  EXPECT_TRUE(world.machine->on(ExtendMachine{"k-2", 600s}, world.now).ok);
  world.pass(120s);
  EXPECT_EQ(world.steps(), "running ready ready");
  EXPECT_FALSE(world.view().machines[0].idle_stop_in);
  EXPECT_FALSE(world.view().machines[1].idle_stop_in);
  world.users["k-0"] = 0;
  world.order(Verb::unpin, "k-1");
  world.pass(50s);
  EXPECT_EQ(world.steps(), "ready ready ready") << "the countdown begins anew";
  world.pass(15s);
  EXPECT_EQ(world.steps(), "stopped stopped ready");
  world.pass(600s);
  EXPECT_EQ(world.steps(), "stopped stopped stopped");
}

TEST(FleetMachine, NoMachineStopsForBeingIdleDuringARun) {
  FleetSettings settings;
  settings.idle_stop = 60s;
  FleetWorld world(settings);
  world.has_run = true;
  world.spawn(1);
  world.pass(300s);
  EXPECT_EQ(world.steps(), "ready");
  world.has_run = false;
  world.pass(50s);
  EXPECT_EQ(world.steps(), "ready") << "the countdown begins with the end of the run";
  world.pass(15s);
  EXPECT_EQ(world.steps(), "stopped");
}

TEST(FleetMachine, AMachineWithUsersIsDrainedFirst) {
  FleetWorld world;
  world.spawn(1);
  world.pass(5s);
  world.users["k-0"] = 9;
  world.step();
  EXPECT_TRUE(world.order(Verb::stop, "k-0").ok);
  EXPECT_EQ(world.steps(), "draining");
  EXPECT_EQ(world.cloud.machines[0].state, MachineState::running);
  world.pass(2s);
  EXPECT_EQ(world.drain_orders, 1u);
  EXPECT_EQ(world.steps(), "stopped");
}

TEST(FleetMachine, WhatDoesNotBootOrJoinIsDeleted) {
  for (const bool boots : {false, true}) {
    FleetSettings settings;
    settings.boot_limit = 30s;
    settings.join_limit = 20s;
    FleetWorld world(settings);
    world.joins = false;
    world.cloud.boots_for = boots ? 1 : 1'000;
    world.spawn(1);
    world.pass(60s);
    EXPECT_EQ(world.steps(), "failed");
    EXPECT_EQ(world.view().machines[0].error->step, boots ? "connect" : "boot");
    EXPECT_EQ(world.cloud.machines.size(), 0u);
    EXPECT_TRUE(world.view().machines[0].can_retry);
    world.joins = true;
    world.cloud.boots_for = 1;
    const FleetReply again = world.order(Verb::retry, "k-0");
    EXPECT_EQ(again.machines, std::vector<std::string>{"k-0-r2"}) << "the token is used up";
    world.pass(5s);
    EXPECT_EQ(world.steps(), "ready");
    EXPECT_EQ(world.spawn(1).text, "0 machines requested, 1 were before");
  }
}

TEST(FleetMachine, AMachineThatEndsByItselfIsShown) {
  FleetWorld world;
  world.spawn(1);
  world.pass(5s);
  world.cloud.machines.clear();
  world.pass(10s);
  ASSERT_EQ(world.steps(), "failed");
  EXPECT_EQ(world.view().machines[0].error->fault, CloudFault::gone);
  world.pass(660s);
  EXPECT_EQ(world.steps(), "") << "the row goes";
}

TEST(FleetMachine, OneThatEndsByItselfAfterIdleTimeIsNoFailure) {
  FleetWorld world;
  world.spawn(2);
  world.pass(100s);
  world.cloud.machines.erase(
      world.cloud.machines.begin());                   // a machine of the kind that is deleted
  world.cloud.machines[0].state = MachineState::gone;  // one that leaves a record
  world.pass(15s);
  EXPECT_EQ(world.steps(), "gone gone");
  EXPECT_TRUE(world.cloud.machines.empty()) << "the record is deleted";
  FleetWorld busy;
  busy.spawn(1);
  busy.has_run = true;
  busy.pass(100s);
  busy.cloud.machines.clear();
  busy.pass(15s);
  EXPECT_EQ(busy.steps(), "failed") << "it was wanted";
}

TEST(FleetMachine, AnIdleOneStaysWhenARunBeginsAtTheLastMoment) {
  FleetSettings settings;
  settings.idle_stop = 20s;
  FleetWorld world(settings);
  world.drains_at_once = false;
  world.spawn(1);
  while (world.steps() != "draining") world.step();
  EXPECT_FALSE(world.may_end_run) << "for this reason no run is stopped";
  world.has_run = true;
  world.pass(5s);
  EXPECT_EQ(world.steps(), "ready");
  world.pass(300s);
  EXPECT_EQ(world.steps(), "ready");
  world.order(MachineCommand::Verb::stop, "k-0");
  world.step();
  EXPECT_TRUE(world.may_end_run) << "for an order it is";
}

TEST(FleetMachine, WhatCannotBeStoppedIsDeleted) {
  FleetWorld world;
  world.spawn(1);
  world.pass(10s);
  world.cloud.troubles.push_back({"stop", 1, 100, CloudFault::unsupported});
  world.order(MachineCommand::Verb::stop, "k-0");
  world.pass(30s);
  EXPECT_EQ(world.steps(), "gone");
  EXPECT_TRUE(world.cloud.machines.empty());
}

TEST(FleetMachine, WhatTakesLongerThanACallMayIsTriedAgain) {
  FleetWorld world;
  world.cloud.troubles.push_back({"clone", 1, 2, CloudFault::cancelled});
  world.spawn(1);
  world.pass(60s);
  EXPECT_EQ(world.steps(), "ready");
  EXPECT_EQ(world.cloud.made, 1u);
}

TEST(FleetMachine, WhatMayExistIsNamedAtTheEnd) {
  FleetWorld world;
  world.cloud.troubles.push_back({"clone", 1, 1, CloudFault::outcome_unknown});
  world.cloud.troubles.push_back({"list", 2, 100, CloudFault::transient});
  world.spawn(1);
  world.pass(5s);
  world.machine->end(world.now);
  world.pass(5s);
  EXPECT_FALSE(world.machine->has_ended());
  EXPECT_THAT(world.machine->left(), testing::ElementsAre("k-0"));
}

TEST(FleetMachine, ItsLifetimeEndsAMachineThatIsPinned) {
  FleetSettings settings;
  settings.lifetime = 100s;
  FleetWorld world(settings);
  world.spawn(1);
  world.pass(5s);
  world.order(Verb::pin, "k-0");
  world.users["k-0"] = 3;
  world.pass(100s);
  EXPECT_EQ(world.steps(), "gone");
  EXPECT_EQ(world.cloud.machines.size(), 0u);
}

TEST(FleetMachine, ForeignMachinesAreNeverTouched) {
  FleetWorld world;
  CloudTags other{{"acrida", "slave"}, {"acrida-fleet", "another"}, {"acrida-token", "k-0"}};
  CloudTags no_token{{"acrida", "slave"}, {"acrida-fleet", "fleet"}};
  CloudTags no_slave{
      {"acrida", "slave-template"}, {"acrida-fleet", "fleet"}, {"acrida-token", "t"}};
  for (const CloudTags& tags : {CloudTags{}, other, no_token, no_slave})
    world.cloud.machines.push_back({.id = "foreign" + std::to_string(world.cloud.machines.size()),
                                    .name = "web",
                                    .state = MachineState::running,
                                    .tags = tags});
  world.spawn(2);
  world.pass(5s);
  EXPECT_EQ(world.view().machines.size(), 2u);
  world.machine->end(world.now);
  world.pass(10s);
  EXPECT_TRUE(world.machine->has_ended());
  EXPECT_EQ(world.cloud.machines.size(), 4u);
  // Even when it is asked for by its id.
  const CloudAnswer answer =
      carry_out(world.cloud, "fleet", ChangeMachine{ChangeMachine::Verb::remove, "foreign0"}, {});
  EXPECT_EQ(std::get<CloudError>(answer).fault, CloudFault::invalid);
  EXPECT_EQ(world.cloud.machines.size(), 4u);
}

TEST(FleetMachine, SpawnAtTheStartCountsWhatIsThere) {
  FleetSettings settings;
  settings.spawn_at_start = 3;
  FleetWorld world(settings);
  world.pass(5s);
  EXPECT_EQ(world.steps(), "ready ready ready");
  world.cloud.machines.pop_back();
  world.start_master();
  world.pass(5s);
  EXPECT_EQ(world.cloud.made, 4u);
  EXPECT_EQ(world.steps(), "ready ready ready");
}

TEST(FleetMachine, RowsOfWhatIsOverCanBeDeleted) {
  FleetWorld world;
  world.cloud.troubles = {{.verb = "clone", .fault = CloudFault::quota}};
  world.spawn(1);
  world.pass(3s);
  ASSERT_EQ(world.steps(), "failed");
  EXPECT_EQ(world.order(Verb::stop, "k-0").ok, false);
  EXPECT_EQ(world.order(Verb::remove, "k-0").text, "the row is gone");
  EXPECT_EQ(world.steps(), "");
  EXPECT_FALSE(world.order(Verb::remove, "k-0").ok);
}

}  // namespace
}  // namespace acrida::tests
