// ProcessMark: only the process that was meant is found and signalled.
#include "core/process/process_mark.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "core/process/child_process.hpp"

namespace acrida {
namespace {

TEST(ProcessMark, IsOfOneProcessOnly) {
  auto child = ChildProcess::start({"/bin/sleep", "60"});
  ASSERT_TRUE(child);
  const auto mark = ProcessMark::of(child->pid());
  ASSERT_TRUE(mark);
  EXPECT_TRUE(mark->lives());
  ProcessMark later = *mark;  // the same number, given out again
  ++later.start_ticks;
  EXPECT_FALSE(later.lives());
  EXPECT_FALSE(later.signal(SIGKILL));
  ProcessMark former = *mark;  // of before a reboot
  former.boot = "00000000-0000-0000-0000-000000000000";
  EXPECT_FALSE(former.signal(SIGKILL));
  EXPECT_TRUE(mark->lives());
  EXPECT_TRUE(mark->signal(SIGTERM));
  EXPECT_TRUE(WIFSIGNALED(child->wait()));
  EXPECT_FALSE(mark->lives());
  EXPECT_FALSE(mark->signal(SIGTERM));
}

TEST(ProcessMark, AZombieDoesNotLive) {
  const pid_t pid = fork();
  if (pid == 0) _exit(0);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
  EXPECT_FALSE(ProcessMark::of(pid));
  waitpid(pid, nullptr, 0);
  EXPECT_FALSE(ProcessMark::of(0));
  EXPECT_FALSE(ProcessMark::of(-1));
}

TEST(ProcessMark, IsFoundByItsCommandLine) {
  auto child = ChildProcess::start(
      {"/bin/sh", "-c", "sleep 60; :", "--process-mark-test", std::to_string(getpid())});
  ASSERT_TRUE(child);
  const auto found = ProcessMark::find("--process-mark-test", std::to_string(getpid()));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->pid, child->pid());
  EXPECT_FALSE(ProcessMark::find("--process-mark-test", "another"));
}

TEST(StartDetached, HasASessionOfItsOwnAndPrintsToTheFile) {
  const int output = memfd_create("output", MFD_CLOEXEC);
  const auto pid = start_detached({"/bin/sh", "-c", "echo $NAME; read x || echo nothing"}, output,
                                  {"NAME=value"});
  ASSERT_TRUE(pid) << pid.error().what;
  EXPECT_NE(getsid(*pid), getsid(0));
  int status = -1;
  EXPECT_EQ(waitpid(*pid, &status, 0), *pid);
  char text[64] = {};
  EXPECT_GT(pread(output, text, sizeof text - 1, 0), 0);
  EXPECT_STREQ(text, "value\nnothing\n");
  close(output);
}

}  // namespace
}  // namespace acrida
