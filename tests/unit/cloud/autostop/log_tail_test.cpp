// What happens to logs: rotation, truncation, absence.
#include "cloud/autostop/log_tail.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;
using State = LogReading::State;
using From = LogTail::From;

std::string run_line(int users) {
  return "[time] INFO/slave: " + activity_text({true, static_cast<std::uint64_t>(users)}) + "\n";
}
const std::string kNoRun = "[time] INFO/slave: activity: no run\n";

class LogTailTest : public testing::Test {
 protected:
  void append(const std::string& text) { std::ofstream(path_, std::ios::app) << text; }

  const tests::TempDir folder_;
  const fs::path path_ = folder_ / "slave.log";
};

TEST_F(LogTailTest, WhatWasThereBeforeDoesNotCount) {
  append(run_line(9));
  LogTail tail(path_, From::end);
  const LogReading first = tail.read();
  EXPECT_EQ(first.state, State::readable);
  EXPECT_FALSE(first.has_grown);
  EXPECT_FALSE(first.activity);
  append("[time] INFO/slave: connecting\n" + run_line(3) + "[time] act");
  EXPECT_EQ(tail.read().activity, (Activity{true, 3}));
  append("ivity: no run\n");
  EXPECT_EQ(tail.read().activity, Activity{}) << "a line that came in two pieces";
  append(run_line(3) + kNoRun);
  const LogReading both = tail.read();
  EXPECT_TRUE(both.had_run);
  EXPECT_EQ(both.activity, Activity{});
  EXPECT_FALSE(tail.read().has_grown);
}

TEST_F(LogTailTest, ARenamedFileIsReadToItsEndBeforeTheNewOne) {
  append("old\n");
  LogTail tail(path_, From::end);
  append(run_line(4));
  fs::rename(path_, folder_ / "slave.log.1");
  append(kNoRun);
  const LogReading reading = tail.read();
  EXPECT_TRUE(reading.had_run) << "in the old one";
  EXPECT_EQ(reading.activity, Activity{}) << "in the new one";
}

TEST_F(LogTailTest, ADeletedFileThatIsStillWrittenIsRead) {
  append("old\n");
  std::ofstream slave(path_, std::ios::app);
  LogTail tail(path_, From::end);
  fs::remove(path_);
  slave << run_line(4) << std::flush;
  EXPECT_EQ(tail.read().activity, (Activity{true, 4}));
  append(run_line(5));
  EXPECT_EQ(tail.read().activity, (Activity{true, 5})) << "and then what comes in its place";
}

TEST_F(LogTailTest, AFileThatIsCutOffIsReadFromItsBegin) {
  append("a long line of before, which is longer than what comes\n");
  LogTail tail(path_, From::end);
  fs::resize_file(path_, 0);
  EXPECT_FALSE(tail.read().has_grown);
  append(kNoRun);
  EXPECT_EQ(tail.read().activity, Activity{});
  fs::resize_file(path_, 0);
  append("activity: a run with 1 users\n");
  EXPECT_EQ(tail.read().activity, (Activity{true, 1}));
}

TEST_F(LogTailTest, AMissingFileIsWaitedFor) {
  LogTail tail(path_, From::end);
  EXPECT_EQ(tail.read().state, State::absent);
  append(run_line(1));
  EXPECT_EQ(tail.read().activity, (Activity{true, 1}));
}

TEST_F(LogTailTest, OfAFloodTheEndIsRead) {
  LogTail tail(path_, From::begin);
  append(std::string(3 * LogTail::kMaxBytes, 'x'));
  append("\n" + run_line(2));
  EXPECT_EQ(tail.read().activity, (Activity{true, 2}));
  append(std::string(100'000, 'y'));
  EXPECT_TRUE(tail.read().has_grown);
}

TEST_F(LogTailTest, AFolderOrALoopIsNoLog) {
  fs::create_directory(path_);
  EXPECT_EQ(LogTail(path_, From::end).read().state, State::unreadable);
  fs::remove(path_);
  fs::create_symlink("slave.log", path_);
  EXPECT_EQ(LogTail(path_, From::end).read().state, State::unreadable);
}

}  // namespace
}  // namespace acrida
