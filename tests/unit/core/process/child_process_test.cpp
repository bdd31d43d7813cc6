// Tests of ChildProcess with small programs of the system.
#include "core/process/child_process.hpp"

#include <array>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

bool exists(pid_t pid) {
  return kill(pid, 0) == 0;
}

TEST(ChildProcess, ReportsTheExitCode) {
  auto child = ChildProcess::start({"/bin/sh", "-c", "exit 7"});
  ASSERT_TRUE(child.has_value());
  const int status = child->wait();
  EXPECT_EQ(WEXITSTATUS(status), 7);
  EXPECT_EQ(describe_wait_status(status), "exit code 7");
  EXPECT_EQ(child->poll(), status);
}

TEST(ChildProcess, VariablesComeBeforeOurs) {
  setenv("ACRIDA_TEST_OURS", "1", 1);
  setenv("ACRIDA_TEST_BOTH", "1", 1);
  auto child = ChildProcess::start(
      {"/bin/sh", "-c", "exit $ACRIDA_TEST_OURS$ACRIDA_TEST_BOTH$ACRIDA_TEST_ITS"}, -1, -1,
      {"ACRIDA_TEST_BOTH=2", "ACRIDA_TEST_ITS=3"});
  ASSERT_TRUE(child.has_value());
  EXPECT_EQ(describe_wait_status(child->wait()), "exit code 123");
}

TEST(ChildProcess, PollDoesNotBlockAndSignalEnds) {
  auto child = ChildProcess::start({"/bin/sleep", "60"});
  ASSERT_TRUE(child.has_value());
  EXPECT_FALSE(child->poll());
  child->signal(SIGTERM);
  EXPECT_EQ(describe_wait_status(child->wait()), "signal 15 (Terminated)");
  child->signal(SIGTERM);  // no effect on a process that has ended
}

TEST(ChildProcess, SaysWhyAProgramCannotStart) {
  auto child = ChildProcess::start({"/no/such/program"});
  ASSERT_FALSE(child.has_value());
  EXPECT_EQ(child.error().what, "cannot start /no/such/program: No such file or directory");
  EXPECT_FALSE(ChildProcess::start({}).has_value());
}

TEST(ChildProcess, DestructionKillsAndReaps) {
  pid_t pid = 0;
  {
    auto child = ChildProcess::start({"/bin/sh", "-c", "trap '' TERM; exec sleep 60"});
    ASSERT_TRUE(child.has_value());
    pid = child->pid();
    EXPECT_TRUE(exists(pid));
  }
  EXPECT_FALSE(exists(pid));
}

TEST(ChildProcess, MovingKeepsOneOwner) {
  auto first = ChildProcess::start({"/bin/sleep", "60"});
  auto second = ChildProcess::start({"/bin/sleep", "60"});
  ASSERT_TRUE(first.has_value() && second.has_value());
  const pid_t kept = second->pid();
  ChildProcess owner = std::move(*first);
  owner = std::move(*second);
  EXPECT_EQ(owner.pid(), kept);
  EXPECT_TRUE(exists(kept));
}

TEST(ChildProcess, InheritedDescriptorIsThree) {
  std::array<int, 2> pair{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
  auto child = ChildProcess::start({"/bin/sh", "-c", "read word <&3; echo got $word >&3"}, pair[1]);
  ASSERT_TRUE(child.has_value());
  close(pair[1]);
  ASSERT_EQ(write(pair[0], "hello\n", 6), 6);
  std::array<char, 64> answer{};
  ASSERT_GT(read(pair[0], answer.data(), answer.size() - 1), 0);
  EXPECT_STREQ(answer.data(), "got hello\n");
  EXPECT_EQ(child->wait(), 0);
  close(pair[0]);
}

TEST(ChildProcess, OtherDescriptorsAreClosed) {
  const int leak = fcntl(open("/dev/null", O_RDONLY), F_DUPFD, 20);  // without close-on-exec
  ASSERT_GE(leak, 20);
  auto output = run_and_capture({"/bin/sh", "-c", "ls /proc/$$/fd"});
  ASSERT_TRUE(output.has_value());
  EXPECT_EQ(output->standard_output.find(std::to_string(leak)), std::string::npos)
      << output->standard_output;
  close(leak);
}

// The child of a thread that ended is ended by the kernel, whatever it is doing.
TEST(ChildProcess, DiesWithTheThreadThatStartedIt) {
  std::optional<ChildProcess> child;
  std::thread([&] { child.emplace(ChildProcess::start({"/bin/sleep", "60"}).value()); }).join();
  EXPECT_EQ(describe_wait_status(child->wait()), "signal 9 (Killed)");
}

TEST(RunAndCapture, ReturnsOutputAndStatus) {
  auto output = run_and_capture({"/bin/sh", "-c", "echo one; echo two; exit 3"});
  ASSERT_TRUE(output.has_value());
  EXPECT_EQ(output->standard_output, "one\ntwo\n");
  EXPECT_EQ(WEXITSTATUS(output->wait_status), 3);
}

TEST(RunAndCapture, FindsProgramsOnThePath) {
  auto output = run_and_capture({"echo", "a b"});
  ASSERT_TRUE(output.has_value());
  EXPECT_EQ(output->standard_output, "a b\n");
  EXPECT_FALSE(run_and_capture({"no-such-program-anywhere"}).has_value());
}

TEST(OwnExecutable, IsThisTest) {
  EXPECT_EQ(std::filesystem::path(own_executable()).filename(), "unit_core_process");
}

}  // namespace
}  // namespace acrida
