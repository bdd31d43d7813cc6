// What happens to logs: rotation, truncation, absence.
#include "cloud/autostop/log_tail.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

class LogTailTest : public testing::Test {
 protected:
  void append(const std::string& text) { std::ofstream(path_, std::ios::app) << text; }

  const tests::TempDir folder_;
  const fs::path path_ = folder_ / "slave.log";
};

TEST_F(LogTailTest, WhatWasThereBeforeDoesNotCount) {
  append("[time] INFO/slave: activity: 9 users\n");
  LogTail tail(path_);
  const LogReading first = tail.read();
  EXPECT_TRUE(first.is_there);
  EXPECT_FALSE(first.has_grown);
  EXPECT_FALSE(first.activity);
  append("[time] INFO/slave: connecting\n[time] INFO/slave: activity: 3 users\n[time] act");
  EXPECT_EQ(tail.read().activity, (Activity{true, 3}));
  append("ivity: no run\n");
  EXPECT_EQ(tail.read().activity, Activity{}) << "a line that came in two pieces";
  append("activity: 3 users\nactivity: no run\n");
  const LogReading both = tail.read();
  EXPECT_TRUE(both.had_run);
  EXPECT_EQ(both.activity, Activity{});
  EXPECT_FALSE(tail.read().has_grown);
}

TEST_F(LogTailTest, AFileThatIsMadeAnewIsReadFromItsBegin) {
  append("old\n");
  LogTail tail(path_);
  fs::rename(path_, folder_ / "slave.log.1");
  EXPECT_FALSE(tail.read().is_there);
  append("activity: 4 users\n");
  EXPECT_EQ(tail.read().activity, (Activity{true, 4}));
}

TEST_F(LogTailTest, AFileThatIsCutOffIsReadFromItsBegin) {
  append("a long line of before\n");
  LogTail tail(path_);
  fs::resize_file(path_, 0);
  EXPECT_FALSE(tail.read().has_grown);
  append("activity: no run\n");
  EXPECT_EQ(tail.read().activity, Activity{});
}

TEST_F(LogTailTest, AMissingFileIsWaitedFor) {
  LogTail tail(path_);
  EXPECT_FALSE(tail.read().is_there);
  append("activity: 1 users\n");
  EXPECT_EQ(tail.read().activity, (Activity{true, 1}));
}

TEST_F(LogTailTest, OfAFloodTheEndIsRead) {
  LogTail tail(path_);
  append(std::string(3 * LogTail::kMaxBytes, 'x') + "\nactivity: 2 users\n");
  EXPECT_EQ(tail.read().activity, (Activity{true, 2}));
  append(std::string(100'000, 'y'));
  EXPECT_TRUE(tail.read().has_grown);
}

TEST_F(LogTailTest, AFolderIsNoLog) {
  fs::create_directory(path_);
  LogTail tail(path_);
  EXPECT_FALSE(tail.read().is_there);
}

}  // namespace
}  // namespace acrida
