// FleetMachine: every call fails in every way, and its master dies at every step.
#include <gtest/gtest.h>

#include "fleet_world.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using Verb = MachineCommand::Verb;

constexpr CloudFault kFaults[] = {
    CloudFault::not_found,      CloudFault::gone,        CloudFault::already_exists,
    CloudFault::invalid,        CloudFault::auth,        CloudFault::quota,
    CloudFault::capacity,       CloudFault::throttled,   CloudFault::transient,
    CloudFault::internal,       CloudFault::unsupported, CloudFault::cancelled,
    CloudFault::outcome_unknown};
constexpr const char* kVerbs[] = {"templates", "list", "clone", "delete"};

/// Nothing of ours stays when the master ends, whatever was shown before.
void expect_no_leak(FleetWorld& world) {
  world.machine->end(world.now);
  world.pass(300s);
  EXPECT_TRUE(world.machine->has_ended()) << world.steps();
  EXPECT_EQ(world.cloud.ours("fleet"), 0u);
}

void expect_rows_match(const FleetWorld& world) {
  std::size_t there = 0;
  for (const MachineView& machine : world.view().machines)
    there += machine.provider_id.empty() ? 0 : 1;
  EXPECT_EQ(there, world.cloud.ours("fleet")) << world.steps();
}

TEST(FleetFaults, TheNthCallFailsInEveryWay) {
  for (const char* verb : kVerbs)
    for (const CloudFault fault : kFaults)
      for (const bool is_done : {false, true})
        for (const unsigned first : {1u, 2u}) {
          SCOPED_TRACE(std::string(verb) + " " + std::string(name_of(fault)) +
                       (is_done ? " done" : "") + " from " + std::to_string(first));
          if (is_done && is_refusal(fault)) continue;  // a refusal is none when it was done
          FleetWorld world;
          world.cloud.troubles = {
              {.verb = verb, .first = first, .fault = fault, .is_done = is_done}};
          world.spawn(3);
          world.pass(120s);
          EXPECT_LE(world.cloud.made, 3u) << "no double spawn";
          expect_rows_match(world);
          for (const MachineView& machine : world.view().machines)
            EXPECT_TRUE(machine.step == FleetStep::ready || machine.error) << world.steps();
          for (const MachineView& machine : world.view().machines)
            if (machine.can_retry) world.order(Verb::retry, machine.id);
          world.pass(60s);
          EXPECT_EQ(world.steps(), "ready ready ready");
          EXPECT_EQ(world.cloud.made, 3u);
          expect_no_leak(world);
        }
}

/// Its copy is there, its start is not answered yet, and lists show it: the call.
std::uint64_t clone_that_is_listed(FleetWorld& world) {
  for (int i = 0; i < 100; ++i) {
    world.step();
    for (auto answer = world.pending.begin(); answer != world.pending.end(); ++answer) {
      if (!std::holds_alternative<CloudMachine>(answer->second)) continue;
      const std::uint64_t call = answer->first;
      world.pending.erase(answer);
      world.cloud.boots_for = 100;
      world.pass(5s);
      return call;
    }
  }
  return 0;
}

TEST(FleetFaults, ACloneThatFailsAfterAListHasShownItSaysWhy) {
  FleetWorld world;
  world.spawn(1);
  const std::uint64_t call = clone_that_is_listed(world);
  EXPECT_EQ(world.steps(), "booting");
  world.cloud.machines.clear();
  world.pending.emplace_back(call, CloudError{CloudFault::invalid, "clone", "no such network"});
  world.step();
  EXPECT_EQ(world.steps(), "failed");
  ASSERT_TRUE(world.view().machines.at(0).error);
  EXPECT_EQ(world.view().machines.at(0).error->cause, "no such network");
  expect_no_leak(world);
}

TEST(FleetFaults, ACloneThatFailsAfterAListHasShownItIsTriedAgainWhenThatPasses) {
  FleetWorld world;
  world.spawn(1);
  const std::uint64_t call = clone_that_is_listed(world);
  world.cloud.machines.clear();
  world.pending.emplace_back(call, CloudError{CloudFault::capacity, "clone", "no space"});
  world.cloud.boots_for = 1;
  world.pass(60s);
  EXPECT_EQ(world.steps(), "ready");
  expect_no_leak(world);
}

TEST(FleetFaults, WhatPassesIsTriedUntilItSucceeds) {
  for (const char* verb : kVerbs)
    for (const CloudFault fault : {CloudFault::throttled, CloudFault::transient,
                                   CloudFault::outcome_unknown, CloudFault::capacity})
      for (const bool is_done : {false, true}) {
        if (is_done && is_refusal(fault)) continue;
        SCOPED_TRACE(std::string(verb) + " " + std::string(name_of(fault)) +
                     (is_done ? " done" : ""));
        FleetWorld world;
        world.cloud.troubles = {{.verb = verb, .count = 4, .fault = fault, .is_done = is_done}};
        world.spawn(1);
        world.pass(180s);
        EXPECT_EQ(world.steps(), "ready");
        EXPECT_EQ(world.cloud.made, 1u);
        world.order(Verb::remove, "k-0");
        world.pass(60s);
        EXPECT_EQ(world.steps(), "gone");
        EXPECT_EQ(world.cloud.ours("fleet"), 0u);
      }
}

TEST(FleetFaults, WhatDoesNotPassIsBoundedAndSaysWhatToDo) {
  FleetWorld world;
  world.cloud.troubles = {{.verb = "clone", .count = 1'000, .fault = CloudFault::transient}};
  world.spawn(1);
  world.pass(600s);
  EXPECT_EQ(world.cloud.calls["clone"], world.settings.retries.attempts);
  EXPECT_EQ(text_of(*world.view().machines[0].error), "clone: transient: call 6; try again");
  for (const CloudFault fault : {CloudFault::quota, CloudFault::auth, CloudFault::invalid}) {
    FleetWorld other;
    other.cloud.troubles = {{.verb = "clone", .count = 1'000, .fault = fault}};
    other.spawn(1);
    other.pass(60s);
    EXPECT_EQ(other.cloud.calls["clone"], 1u) << name_of(fault);
    EXPECT_EQ(other.steps(), "failed");
  }
}

TEST(FleetFaults, ADeletionIsTriedForAsLongAsItTakes) {
  FleetWorld world;
  world.spawn(1);
  world.pass(5s);
  world.cloud.troubles = {{.verb = "delete", .count = 20, .fault = CloudFault::auth}};
  world.order(Verb::remove, "k-0");
  world.pass(60s);
  EXPECT_EQ(world.steps(), "stopping");
  EXPECT_EQ(world.view().machines[0].error->fault, CloudFault::auth);
  EXPECT_EQ(world.view().counted, 1u);
  world.pass(900s);
  EXPECT_EQ(world.cloud.ours("fleet"), 0u);
}

TEST(FleetFaults, AMachineThatIsDeletedWhileItIsMadeIsNotLeftBehind) {
  for (unsigned steps = 0; steps < 12; ++steps) {
    for (const bool is_lost : {false, true}) {
      FleetWorld world;
      if (is_lost)
        world.cloud.troubles = {
            {.verb = "clone", .fault = CloudFault::outcome_unknown, .is_done = true}};
      world.spawn(1);
      for (unsigned step = 0; step < steps; ++step) world.step();
      EXPECT_TRUE(world.order(Verb::remove, "k-0").ok);
      world.pass(30s);
      EXPECT_EQ(world.steps(), "gone") << steps;
      EXPECT_EQ(world.cloud.ours("fleet"), 0u) << steps;
      EXPECT_LE(world.cloud.made, 1u);
    }
  }
}

TEST(FleetFaults, AMasterKilledAtAnyStepFindsItsMachines) {
  for (unsigned steps = 0; steps < 16; ++steps) {
    SCOPED_TRACE(steps);
    FleetWorld world;
    world.spawn(2);
    for (unsigned step = 0; step < steps; ++step) world.step();
    world.start_master();
    EXPECT_TRUE(world.spawn(2).ok) << "the page asks again, with the same key";
    world.pass(10s);
    EXPECT_EQ(world.cloud.made, 2u);
    EXPECT_EQ(world.steps(), "ready ready");
    expect_no_leak(world);
  }
}

TEST(FleetFaults, AMasterKilledWhileItEndsAMachineEndsItLater) {
  for (unsigned steps = 0; steps < 6; ++steps) {
    SCOPED_TRACE(steps);
    FleetSettings settings;
    settings.idle_stop = 30s;
    FleetWorld world(settings);
    world.spawn(1);
    world.pass(5s);
    world.order(Verb::remove, "k-0");
    for (unsigned step = 0; step < steps; ++step) world.step();
    world.start_master();
    world.pass(200s);
    const FleetView view = world.view();
    EXPECT_TRUE(view.machines.empty() || view.machines[0].step == FleetStep::stopped ||
                view.machines[0].step == FleetStep::failed)
        << world.steps();
    expect_no_leak(world);
  }
}

TEST(FleetFaults, ListsThatAreBehindMakeNoSecondMachine) {
  FleetWorld world;
  world.settings.traits.appears_within = 30s;
  world.start_master();
  world.cloud.troubles = {{.verb = "clone", .fault = CloudFault::outcome_unknown, .is_done = true}};
  world.spawn(1);
  world.pass(2s);
  const std::vector<CloudMachine> made = std::exchange(world.cloud.machines, {});
  ASSERT_EQ(made.size(), 1u);
  world.pass(10s);
  EXPECT_EQ(world.cloud.calls["clone"], 1u) << "it waits for what may still appear";
  world.cloud.machines = made;
  world.pass(10s);
  EXPECT_EQ(world.steps(), "ready");
  EXPECT_EQ(world.cloud.made, 1u);
}

TEST(FleetFaults, AMasterThatEndsInTheMiddleLeavesNothing) {
  for (unsigned steps = 0; steps < 16; ++steps) {
    SCOPED_TRACE(steps);
    FleetWorld world;
    world.cloud.troubles = {
        {.verb = "clone", .first = 2, .fault = CloudFault::outcome_unknown, .is_done = true},
        {.verb = "delete", .fault = CloudFault::transient}};
    world.spawn(3);
    for (unsigned step = 0; step < steps; ++step) world.step();
    expect_no_leak(world);
    EXPECT_FALSE(world.spawn(1, "late").ok);
  }
}

}  // namespace
}  // namespace acrida::tests
