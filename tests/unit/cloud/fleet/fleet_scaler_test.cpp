// FleetScaler, alone and in a FleetMachine.
#include "cloud/fleet/fleet_scaler.hpp"

#include <gtest/gtest.h>

#include "fleet_world.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

class Scaling : public testing::Test {
 protected:
  /// What is wanted in this time, in which all slaves do so much; each is on a machine of its own.
  FleetScaler::Wish look(std::size_t slaves, std::optional<double> strain,
                         std::chrono::seconds time, bool is_changing = false) {
    for (std::size_t i = 0; i < slaves; ++i) {
      FleetSlave slave{.id = "s", .machine = "", .users = users, .is_in_run = true};
      slave.machine = "m" + std::to_string(i / slaves_each);
      slave.strain = strain;
      all.push_back(slave);
    }
    FleetScaler::Wish sum;
    for (auto passed = 0ms; passed <= time; passed += 500ms) {
      const auto wish = scaler.look(all, surplus, is_changing, now += 500ms);
      sum.more = std::max(sum.more, wish.more);
      sum.one_fewer = sum.one_fewer || wish.one_fewer;
    }
    all.clear();
    return sum;
  }

  std::vector<FleetSlave> all;
  std::size_t slaves_each = 1;
  std::uint64_t users = 5;  // of each slave
  std::string surplus = "m0";
  FleetScaler scaler{60s};
  Instant now{};
};

TEST_F(Scaling, AsManyMoreAsBringItToTheTarget) {
  struct Case {
    std::size_t slaves;
    double strain;
    std::size_t more;
  };
  for (const Case& one : {Case{1, 0.8, 1}, Case{4, 0.8, 2}, Case{4, 0.9, 2}, Case{10, 1.0, 7},
                          Case{10, 0.85, 5}, Case{3, 9.0, 3}, Case{4, 0.79, 0}}) {
    scaler = FleetScaler(60s);
    EXPECT_EQ(look(one.slaves, one.strain, 15s).more, one.more) << one.slaves << " " << one.strain;
  }
}

TEST_F(Scaling, AHitchIsNoReason) {
  EXPECT_EQ(look(2, 0.95, 8s).more, 0u);
  EXPECT_EQ(look(2, 0.5, 1s).more, 0u);
  EXPECT_EQ(look(2, 0.95, 8s).more, 0u);
}

TEST_F(Scaling, NothingWhileMachinesComeOrSlavesChange) {
  EXPECT_EQ(look(2, 0.95, 60s, true).more, 0u);
  EXPECT_EQ(look(2, 0.95, 8s).more, 0u) << "the window begins when all are there";
  EXPECT_EQ(look(3, 0.95, 8s).more, 0u) << "and anew when their number changes";
  EXPECT_EQ(look(3, 0.95, 8s).more, 2u);
}

TEST_F(Scaling, OneFewerWhenTheOthersAreEnoughForAllTheTime) {
  EXPECT_FALSE(look(3, 0.3, 59s).one_fewer);
  EXPECT_TRUE(look(3, 0.3, 5s).one_fewer);
  EXPECT_FALSE(look(2, 0.35, 100s).one_fewer) << "the other one would come to 0.7";
  EXPECT_FALSE(look(1, 0.01, 100s).one_fewer);
  scaler = FleetScaler(0s);
  EXPECT_FALSE(look(3, 0.0, 100s).one_fewer) << "never, with --idle-stop 0";
}

TEST_F(Scaling, MachinesAreCountedNotTheirSlaves) {
  slaves_each = 4;
  EXPECT_EQ(look(4, 0.9, 15s).more, 1u) << "one machine of four slaves";
  EXPECT_FALSE(look(8, 0.4, 100s).one_fewer) << "the other four would come to 0.8";
  EXPECT_TRUE(look(8, 0.25, 100s).one_fewer);
  EXPECT_FALSE(look(4, 0.01, 100s).one_fewer) << "it has all slaves of the run";
}

TEST_F(Scaling, NoMoreSlavesThanUsers) {
  users = 1;
  EXPECT_EQ(look(2, 0.99, 60s).more, 0u);
  users = 2;
  EXPECT_EQ(look(3, 0.99, 15s).more, 2u);
}

TEST_F(Scaling, OnlyWhatMayGoGoes) {
  surplus = "";
  EXPECT_FALSE(look(3, 0.1, 100s).one_fewer);
}

TEST_F(Scaling, TheSlaveNearestToItsLimitTells) {
  std::vector<FleetSlave> slaves(3, {.id = "s", .machine = "", .is_in_run = true, .strain = 0.1});
  slaves[1].strain = 0.9;
  slaves[2].strain.reset();
  scaler.look(slaves, "", false, now);
  EXPECT_EQ(scaler.strain(), 0.9);
  slaves[1].is_in_run = false;
  scaler.look(slaves, "", false, now);
  EXPECT_EQ(scaler.strain(), 0.1);
  scaler.look({}, "", false, now);
  EXPECT_EQ(scaler.strain(), std::nullopt);
}

class Autoscale : public testing::Test {
 protected:
  static FleetSettings settings() {
    FleetSettings settings;
    settings.autoscale = true;
    settings.spawn_at_start = 1;
    settings.max_machines = 4;
    settings.idle_stop = 60s;
    return settings;
  }
  std::size_t up() const {
    std::size_t count = 0;
    for (const MachineView& one : world.view().machines)
      count += one.step == FleetStep::ready || one.step == FleetStep::running ? 1 : 0;
    return count;
  }
  bool has_said(const std::string& text) const {
    return std::any_of(world.news.begin(), world.news.end(), [&](const std::string& line) {
      return line.find(text) != std::string::npos;
    });
  }

  Autoscale() { world.crowd = 100; }

  FleetWorld world{settings()};
};

TEST_F(Autoscale, MachinesComeWithTheWorkAndGoWithIt) {
  world.pass(10s);
  ASSERT_EQ(up(), 1u);
  world.has_run = true;
  world.work = 1.7;
  world.pass(60s);
  EXPECT_EQ(up(), 3u) << world.steps();
  EXPECT_TRUE(has_said("--autoscale: slaves come near their limit: 1 machine requested"));
  EXPECT_NEAR(*world.view().strain, 1.7 / 3, 1e-9);
  world.work = 0.1;
  world.pass(400s);
  EXPECT_EQ(up(), 1u) << "the one that was ordered stays: " << world.steps();
  EXPECT_EQ(world.cloud.machines.size(), 1u) << "none is kept that nobody starts again";
  EXPECT_TRUE(has_said("--autoscale: the others are enough"));
  EXPECT_EQ(world.cloud.made, 3u);
}

TEST_F(Autoscale, NotBeyondTheCeilingWhichIsSaidOnce) {
  world.pass(10s);
  world.has_run = true;
  world.work = 100;
  world.pass(200s);
  EXPECT_EQ(up(), 4u);
  const auto refusals = std::count_if(world.news.begin(), world.news.end(), [](const auto& line) {
    return line.find("--max-machines") != std::string::npos;
  });
  EXPECT_EQ(refusals, 1);
}

TEST_F(Autoscale, AsManyAsCanBePaid) {
  FleetSettings paid = settings();
  paid.max_cost_per_hour = 1.0;
  world.settings = paid;
  world.settings.fleet = "fleet";
  world.cloud.known_templates[0].price_per_hour = 0.4;
  world.settings.traits = world.cloud.kinds;
  world.start_master();
  world.pass(10s);
  world.has_run = true;
  world.work = 100;
  world.pass(100s);
  EXPECT_EQ(up(), 2u) << world.steps();
}

TEST_F(Autoscale, AfterAMachineThatFailedNoOtherUntilItsRowIsGone) {
  world.pass(10s);
  world.has_run = true;
  world.work = 0.9;
  world.cloud.troubles.push_back({"clone", 2, 1, CloudFault::quota});
  world.pass(300s);
  EXPECT_EQ(up(), 1u);
  EXPECT_EQ(world.cloud.calls["clone"], 2u);
  for (const MachineView& one : world.view().machines)
    if (one.step == FleetStep::failed) world.order(MachineCommand::Verb::remove, one.id);
  world.pass(60s);
  EXPECT_EQ(up(), 2u) << world.steps();
}

TEST_F(Autoscale, AMasterThatIsStartedAgainKnowsWhatMayGo) {
  world.pass(10s);
  world.has_run = true;
  world.work = 0.9;
  world.pass(60s);
  ASSERT_EQ(up(), 2u);
  world.start_master();
  world.work = 0.1;
  world.pass(200s);
  EXPECT_EQ(up(), 1u) << world.steps();
  EXPECT_EQ(world.cloud.made, 2u);
}

}  // namespace
}  // namespace acrida::tests
