// Autostop: real slaves, their logs, and a command that is harmless.
#include <csignal>
#include <filesystem>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class Autostop : public testing::Test {
 protected:
  /// `acrida cloud autostop`, whose command makes the file "stopped".
  Process watch(std::vector<std::string> options, std::vector<std::string> environment = {}) const {
    std::vector<std::string> command{acrida_executable(), "cloud", "autostop", "--log",
                                     (folder_ / "slave-*.log").string()};
    command.insert(command.end(), options.begin(), options.end());
    environment.insert(environment.begin(),
                       {"ACRIDA_AUTOSTOP_COMMAND=echo x >> stopped", "ACRIDA_AUTOSTOP_GRACE=1s",
                        "ACRIDA_AUTOSTOP_IDLE=2s"});
    return Process(command, {.directory = folder_.path().string(), .environment = environment});
  }
  bool has_stopped() const { return std::filesystem::exists(folder_ / "stopped"); }
  bool stops() const {
    for (int i = 0; i < 200 && !has_stopped(); ++i) std::this_thread::sleep_for(50ms);
    return has_stopped();
  }
  std::string log(int slave) const {
    return read_file(folder_ / ("slave-" + std::to_string(slave) + ".log"));
  }
  FleetSettings fleet(std::vector<std::string> master, int slave = 0) const {
    return {.test = source_path("tests/integration/users/shopper.cpp"),
            .host = nginx_.url(),
            .slaves = 1,
            .arguments = std::move(master),
            .slave_arguments = {"--loglevel", "CRITICAL", "--logfile",
                                (folder_ / ("slave-" + std::to_string(slave) + ".log")).string()}};
  }

  Nginx nginx_;
  TempDir folder_;
};

TEST_F(Autostop, ARunKeepsTheMachineAndItsEndDoesNot) {
  Process autostop = watch({});
  Fleet fleet(this->fleet({"-u", "3", "-r", "10", "-t", "6s"}));
  EXPECT_TRUE(autostop.wait_for("a run is on here, with [0-9]+ users")) << autostop.err() << log(0);
  EXPECT_TRUE(fleet.wait()) << fleet.output();
  EXPECT_FALSE(has_stopped()) << autostop.err();
  EXPECT_THAT(log(0), HasSubstr("INFO/slave: activity: a run with")) << "at any level";
  EXPECT_THAT(log(0), HasSubstr("activity: no run\n"));
  EXPECT_TRUE(autostop.wait_for("no run for [0-9]+ s: this machine stops now")) << autostop.err();
  EXPECT_TRUE(stops());
  autostop.signal(SIGTERM);
  EXPECT_EQ(autostop.wait(10s), 0);
  EXPECT_EQ(read_file(folder_ / "stopped"), "x\n") << "once a minute at most";
}

TEST_F(Autostop, ASlaveWithoutUsersIsInARunToo) {
  FleetSettings two = fleet({"-u", "1", "-r", "10", "-t", "4s"});
  two.slaves = 2;
  Process autostop = watch({"--dry-run"});
  Fleet fleet(two);  // both write to one log
  EXPECT_TRUE(fleet.wait()) << fleet.output();
  EXPECT_THAT(log(0), HasSubstr("activity: a run with 0 users"));
  EXPECT_THAT(autostop.err(), Not(HasSubstr("would stop now")));
  EXPECT_TRUE(autostop.wait_for("this machine would stop now \\(--dry-run\\)")) << autostop.err();
  EXPECT_TRUE(autostop.running());
  EXPECT_FALSE(has_stopped());
}

TEST_F(Autostop, AMasterThatIsGoneDoesNotKeepTheMachine) {
  FleetSettings settings = fleet({"-u", "3", "-r", "10", "--run-time", "60s"});
  settings.slave_arguments.insert(settings.slave_arguments.end(), {"--grace", "4s"});
  Process autostop = watch({});
  Fleet fleet(settings);
  ASSERT_TRUE(autostop.wait_for("a run is on here")) << autostop.err() << log(0);
  fleet.master().signal(SIGKILL);
  EXPECT_TRUE(autostop.wait_for("this machine stops now")) << autostop.err() << log(0);
  EXPECT_TRUE(stops());
  EXPECT_TRUE(fleet.slave(0).running()) << "it looks for its master";
}

TEST_F(Autostop, TheEndOfItsLifeStopsAMachineInARun) {
  Fleet fleet(this->fleet({"-u", "3", "-r", "10", "-t", "60s"}));
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  Process autostop = watch({"--grace", "0s"}, {"ACRIDA_MACHINE_EXPIRES=2001-01-31T12:00:00Z"});
  EXPECT_TRUE(
      autostop.wait_for("the life of this machine is over, whatever it does: this machine "
                        "stops now"))
      << autostop.err();
  EXPECT_TRUE(stops());
}

TEST_F(Autostop, ACommandThatFailsIsTold) {
  Process autostop = watch({"--idle", "1s", "--grace", "0s", "--command", "exit 3"});
  EXPECT_TRUE(autostop.wait_for("the command 'exit 3' has failed: exit code 3")) << autostop.err();
}

TEST_F(Autostop, TheCommandMayBeThatOfTheProvider) {
  const std::string provider = "FOLDER=. " + source_path("tests/unit/cloud/exec/provider.sh");
  write_file(folder_ / "m-k-0",
             R"({"id":"m-k-0","state":"running","tags":{"acrida":"slave","acrida-fleet":"f",)"
             R"("acrida-token":"k-0"}})");
  Process autostop = watch({"--idle", "1s", "--grace", "0s", "--command",
                            acrida_executable() + " cloud stop $ACRIDA_MACHINE_ID"},
                           {"ACRIDA_MACHINE_ID=k-0", "ACRIDA_FLEET=f", "ACRIDA_CLOUD=exec",
                            "ACRIDA_CLOUD_COMMAND=" + provider});
  EXPECT_TRUE(autostop.wait_for("this machine stops now")) << autostop.err();
  for (int i = 0; i < 200 && std::filesystem::exists(folder_ / "m-k-0"); ++i)
    std::this_thread::sleep_for(50ms);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "m-k-0")) << autostop.err();
}

TEST_F(Autostop, MisuseIsTold) {
  Process without({acrida_executable(), "cloud", "autostop"});
  EXPECT_EQ(without.wait(10s), 2);
  EXPECT_THAT(without.err(), HasSubstr("--log"));
  Process wrong = watch({"--expires", "tomorrow"});
  EXPECT_EQ(wrong.wait(10s), 2);
  EXPECT_THAT(wrong.err(), HasSubstr("'tomorrow' is no time in UTC"));
}

}  // namespace
}  // namespace acrida::tests
