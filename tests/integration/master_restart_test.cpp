// Master restarts: a run outlives the process that directs it.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

class MasterRestart : public testing::Test {
 protected:
  /// Kills the master, and starts it again after that long.
  static void replace_master(Fleet& fleet, std::chrono::milliseconds after) {
    fleet.master().signal(SIGKILL);
    ASSERT_TRUE(fleet.master().wait(5s));
    std::this_thread::sleep_for(after);
    fleet.restart_master();
  }
  static void expect_equal(Fleet& fleet, const Nginx& nginx) {
    const auto logged = nginx.access_log();
    const auto counted = fleet.results();
    EXPECT_EQ(counted.size(), logged.size());
    for (const auto& [name, line] : logged) {
      ASSERT_TRUE(counted.contains(name)) << name << "\n" << fleet.output();
      EXPECT_EQ(counted.at(name).requests, line.requests) << name << "\n" << fleet.output();
      EXPECT_EQ(counted.at(name).failures, line.failures) << name;
      EXPECT_EQ(counted.at(name).body_bytes, line.body_bytes) << name;
      EXPECT_EQ(counted.at(name).unknown, 0u) << name;
    }
  }
  FleetSettings settings(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--data-dir", (data_ / "acrida").string()});
    return {.test = source_path("tests/integration/users/shopper.cpp"),
            .host = nginx_.url(),
            .arguments = std::move(arguments)};
  }

  Nginx nginx_;
  TempDir data_;
};

TEST_F(MasterRestart, TotalsEqualTheServersLog) {
  Fleet fleet(settings({"-u", "100", "-r", "50", "-t", "20s", "-s", "5"}));
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  std::this_thread::sleep_for(1500ms);
  replace_master(fleet, 10s);
  EXPECT_TRUE(fleet.master().wait_for("the run goes on")) << fleet.output();
  EXPECT_EQ(fleet.wait(), 1) << "there are failures, by intention\n" << fleet.output();
  expect_equal(fleet, nginx_);
  EXPECT_EQ(nginx_.connections(), 100u) << "no user was started again\n" << fleet.output();
}

TEST_F(MasterRestart, InTheMiddleOfARampAndMoreThanOnce) {
  Fleet fleet(settings({"-u", "100", "-r", "10", "-t", "15s", "-s", "5"}));
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(2700ms);
    replace_master(fleet, 300ms);
  }
  EXPECT_EQ(fleet.wait(), 1) << fleet.output();
  expect_equal(fleet, nginx_);
  EXPECT_EQ(nginx_.connections(), 100u) << "no user was started twice\n" << fleet.output();
}

TEST_F(MasterRestart, AfterTheGraceTheReportsAreStillThere) {
  FleetSettings with_grace = settings({"-u", "20", "-r", "20", "-t", "15s", "-s", "5"});
  with_grace.slave_arguments = {"--grace", "2"};
  Fleet fleet(with_grace);
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  replace_master(fleet, 5s);
  EXPECT_EQ(fleet.wait(), 1) << fleet.output();
  expect_equal(fleet, nginx_);
  EXPECT_EQ(nginx_.connections(), 40u) << "all users were stopped and started again\n"
                                       << fleet.output();
}

TEST_F(MasterRestart, AnotherTestIsNotTakenForTheSame) {
  Fleet fleet(settings({"-u", "10", "-r", "10", "-t", "30s"}));
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  fleet.master().signal(SIGKILL);
  fleet.master().wait(5s);
  Process other({acrida_executable(), "master", "--headless", "-f",
                 source_path("tests/integration/users/patient.cpp"), "--master-bind-port", "0",
                 "--data-dir", (data_ / "acrida").string(), "--expect-slaves-max-wait", "1"},
                {.environment = test_environment()});
  EXPECT_TRUE(other.wait_for("another version of the test", 60s)) << other.err();
  EXPECT_NE(other.wait(20s), 0);
}

TEST_F(MasterRestart, TwoMastersDoNotShareADataDirectory) {
  Fleet fleet(settings({"-u", "1", "-r", "1", "-t", "3s"}));
  Process second({acrida_executable(), "master", "--headless", "-f",
                  source_path("tests/integration/users/shopper.cpp"), "--master-bind-port", "0",
                  "--data-dir", (data_ / "acrida").string()},
                 {.environment = test_environment()});
  EXPECT_TRUE(second.wait_for("is in use by another master", 60s)) << second.err();
  EXPECT_EQ(second.wait(5s), 2);
  fleet.wait();
  const auto mode = std::filesystem::status(data_ / "acrida" / "runs.sqlite").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
      << "what was tested, with which arguments";
}

}  // namespace
}  // namespace acrida::tests
