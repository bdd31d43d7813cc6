// Runner user: the process that runs the test's code has few rights and ends with its agent.
#include <csignal>
#include <dirent.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

/// The child of a process that is a runner; 0 without one.
pid_t runner_of(pid_t agent) {
  const std::string id = std::to_string(agent);
  std::istringstream children(read_file("/proc/" + id + "/task/" + id + "/children"));
  for (pid_t child = 0; children >> child;) {
    const std::string command = read_file("/proc/" + std::to_string(child) + "/cmdline");
    if (command.find(std::string("\0runner\0", 8)) != std::string::npos) return child;
  }
  return 0;
}

std::string status_of(pid_t process) {
  return read_file("/proc/" + std::to_string(process) + "/status");
}

/// A library that everybody may read.
class PublicLibrary {
 public:
  PublicLibrary() {
    Process build({acrida_executable(), "build", source_path("tests/integration/users/shopper.cpp"),
                   "-o", path()},
                  {.environment = test_environment()});
    EXPECT_EQ(build.wait(120s), 0) << build.err();
    std::filesystem::permissions(directory_.path(), std::filesystem::perms(0755));
  }
  std::string path() const { return (directory_ / "shopper.so").string(); }
  void hide() const {
    std::filesystem::permissions(directory_.path(), std::filesystem::perms(0700));
  }

 private:
  TempDir directory_;
};

FleetSettings settings_for(const Nginx& nginx, const PublicLibrary& library, const char* run_time) {
  return {.test = library.path(),
          .host = nginx.url(),
          .slaves = 1,
          .arguments = {"-u", "10", "-r", "10", "-t", run_time}};
}

TEST(RunnerPrivileges, NoProgramGetsMoreThanItHas) {
  const Nginx nginx;
  const PublicLibrary library;
  Fleet fleet(settings_for(nginx, library, "3s"));
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  const pid_t runner = runner_of(fleet.slave(0).pid());
  ASSERT_NE(runner, 0);
  EXPECT_THAT(status_of(runner), HasSubstr("NoNewPrivs:\t1"));
  EXPECT_THAT(status_of(fleet.slave(0).pid()), HasSubstr("NoNewPrivs:\t0"));
  EXPECT_EQ(fleet.wait(), 1) << fleet.output();
}

class RunnerUser : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  }
};

TEST_F(RunnerUser, RunsTheTestAndEndsWithItsAgent) {
  const Nginx nginx;
  const PublicLibrary library;
  FleetSettings settings = settings_for(nginx, library, "20s");
  settings.slave_arguments = {"--runner-user", "nobody"};
  Fleet fleet(settings);
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  const pid_t runner = runner_of(fleet.slave(0).pid());
  ASSERT_NE(runner, 0);
  const std::string status = status_of(runner);
  EXPECT_THAT(status, ContainsRegex("Uid:\t65534\t65534\t65534\t65534"));
  EXPECT_THAT(status, ContainsRegex("CapEff:\t0000000000000000"));
  EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1"));
  EXPECT_THAT(read_file("/proc/" + std::to_string(runner) + "/limits"),
              ContainsRegex("Max core file size +0 +0 "));
  fleet.slave(0).signal(SIGKILL);
  for (int tries = 0; tries < 50 && ::kill(runner, 0) == 0; ++tries)
    std::this_thread::sleep_for(100ms);
  EXPECT_NE(::kill(runner, 0), 0) << "the kernel ends it with its agent";
}

TEST_F(RunnerUser, CountsExactlyAndShowsCrashes) {
  const Nginx nginx;
  const PublicLibrary library;
  FleetSettings settings = settings_for(nginx, library, "4s");
  settings.slave_arguments = {"--runner-user", "nobody"};
  Fleet fleet(settings);
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  std::this_thread::sleep_for(1s);
  const pid_t runner = runner_of(fleet.slave(0).pid());
  ASSERT_NE(runner, 0);
  ::kill(runner, SIGSEGV);
  EXPECT_EQ(fleet.wait(), 1) << fleet.output();
  EXPECT_THAT(fleet.master().err(), HasSubstr("SIGSEGV")) << fleet.output();
  std::uint64_t counted = 0;
  for (const auto& [name, row] : fleet.results()) counted += row.requests + row.unknown;
  std::uint64_t logged = 0;
  for (const auto& [name, line] : nginx.access_log()) logged += line.requests;
  EXPECT_GE(counted, logged) << fleet.output();
}

TEST_F(RunnerUser, MustBeAbleToReadTheTest) {
  const Nginx nginx;
  const PublicLibrary library;
  library.hide();
  FleetSettings settings = settings_for(nginx, library, "2s");
  settings.slave_arguments = {"--runner-user", "nobody"};
  Fleet fleet(settings);
  EXPECT_TRUE(fleet.slave(0).wait_for("user nobody cannot read it \\(--runner-user\\)", 60s))
      << fleet.output();
}

TEST(RunnerUserOption, IsCheckedAtTheStart) {
  Process slave({acrida_executable(), "slave", "--runner-user", "no-such-user"});
  EXPECT_EQ(slave.wait(20s), 2);
  EXPECT_THAT(slave.err(), HasSubstr("--runner-user no-such-user: "));
}

}  // namespace
}  // namespace acrida::tests
