// Hooks and shapes beside Debian's real Locust: messages and report data both ways, equal targets.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <acrida/shapes.hpp>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"

namespace acrida::tests {
namespace {

using std::chrono::seconds;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

const std::string kHooks = "tests/integration/users/hooks.cpp";

std::vector<std::string> locust(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"/usr/bin/python3", source_path("tests/interop/locust.py"), "-f",
                                   source_path("tests/interop/messages.py")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::vector<std::string> environment_with(const std::filesystem::path& file) {
  auto environment = test_environment();
  environment.push_back("HOOKS_FILE=" + file.string());
  return environment;
}

TEST(LocustMessages, OfAWorkerReachOurHooksAndTheOtherWayRound) {
  const TempDir directory;
  const std::string port = std::to_string(free_port());
  const auto environment = environment_with(directory / "heard");
  Process master(
      {acrida_executable(), "master", "--headless", "--only-summary", "-f", source_path(kHooks),
       "-u", "2", "-r", "10", "-t", "6s", "--master-bind-port", port},
      {.environment = environment});
  ASSERT_TRUE(master.wait_for("slaves connect to", seconds(120))) << master.err();
  Process worker(locust({"--worker", "--master-host", "127.0.0.1", "--master-port", port}),
                 {.environment = environment});
  EXPECT_EQ(master.wait(seconds(60)), 0) << master.err();
  EXPECT_EQ(worker.wait(seconds(20)), 0) << worker.err();
  const std::string heard = read_file(directory / "heard");
  EXPECT_THAT(heard, HasSubstr("python worker seed first 1\n"));
  EXPECT_THAT(heard, HasSubstr("master echo first 1\n"));
  EXPECT_THAT(heard, HasSubstr("python worker seed again 2\n")) << "to this one by its identity";
  EXPECT_THAT(heard, HasSubstr("master echo again 2\n"));
  EXPECT_THAT(heard, ContainsRegex("master quitting 0, bytes [1-9]0")) << "its report_to_master";
}

TEST(LocustMessages, OfAMasterReachOurSlaveAndTheOtherWayRound) {
  const TempDir directory;
  const std::string port = std::to_string(free_port());
  const auto environment = environment_with(directory / "heard");
  Process master(
      locust({"--master", "--headless", "--expect-workers", "1", "-u", "2", "-r", "10", "-t", "5s",
              "--master-bind-host", "127.0.0.1", "--master-bind-port", port}),
      {.environment = environment});
  Process slave({acrida_executable(), "slave", "-f", source_path(kHooks), "--master-port", port},
                {.environment = environment});
  EXPECT_EQ(master.wait(seconds(90)), 0) << master.err();
  EXPECT_EQ(slave.wait(seconds(20)), 0) << slave.err();
  const std::string heard = read_file(directory / "heard");
  ASSERT_THAT(heard, HasSubstr("slave seed python 1\n"));
  EXPECT_LT(heard.find("slave seed python 1\n"), heard.find("slave test_start\n"));
  EXPECT_THAT(heard, HasSubstr("python master echo python 1\n"));
  EXPECT_THAT(heard, HasSubstr("python master hello of user "));
  EXPECT_THAT(heard, HasSubstr("python master work_bytes\n"));
}

TEST(LocustShape, DoubleWaveHasTheSameUsersEachSecond) {
  Process locusts({"/usr/bin/python3", source_path("tests/interop/double_wave.py")});
  ASSERT_EQ(locusts.wait(seconds(60)), 0) << locusts.err();
  std::istringstream theirs(locusts.out());
  DoubleWave ours({.min_users = 20,
                   .first_peak_users = 60,
                   .second_peak_users = 40,
                   .duration = std::chrono::minutes(10)});
  for (int second = 0; second < 600; ++second) {
    std::uint64_t users = 0;
    double rate = 0;
    ASSERT_TRUE(theirs >> users >> rate);
    EXPECT_EQ(ours.tick({seconds(second), 0}), (LoadTarget{users, rate})) << second;
  }
}

}  // namespace
}  // namespace acrida::tests
