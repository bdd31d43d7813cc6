#include "cloud/autostop/log_set.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using State = LogReading::State;

class LogSetTest : public testing::Test {
 protected:
  void append(const std::string& name, const Activity& activity) {
    std::ofstream(folder_ / name, std::ios::app) << activity_text(activity) << "\n";
  }

  const tests::TempDir folder_;
};

TEST_F(LogSetTest, APatternTakesInLogsThatComeLater) {
  append("slave-0.log", {true, 1});
  append("slave-0.log.1", {true, 1});
  LogSet logs({folder_ / "slave-*.log"});
  EXPECT_EQ(logs.log_count(), 1u);
  EXPECT_FALSE(logs.read().at(1).activity) << "it was there before";
  append("slave-1.log", {true, 2});
  append("slave-0.log", {});
  const auto readings = logs.read();
  ASSERT_EQ(readings.size(), 3u);
  EXPECT_EQ(readings[1].activity, Activity{});
  EXPECT_EQ(readings[2].activity, (Activity{true, 2})) << "it was not";
}

TEST_F(LogSetTest, ALogThatTwoPatternsNameIsReadOnce) {
  append("slave-0.log", {});
  LogSet logs({folder_ / "slave-0.log", folder_ / "*.log"});
  EXPECT_EQ(logs.log_count(), 1u);
}

TEST_F(LogSetTest, AFileThatIsNotThereIsAbsentAndWaitedFor) {
  LogSet logs({folder_ / "slave-0.log", folder_ / "none" / "*.log"});
  for (const LogReading& reading : logs.read()) EXPECT_NE(reading.state, State::unreadable);
  append("slave-0.log", {true, 3});
  EXPECT_EQ(logs.read().back().activity, (Activity{true, 3}));
}

TEST_F(LogSetTest, AFolderThatCannotBeReadMayHaveLogs) {
  std::filesystem::create_symlink("loop", folder_ / "loop");
  LogSet logs({folder_ / "loop" / "*.log"});
  EXPECT_EQ(logs.read().front().state, State::unreadable);
}

TEST_F(LogSetTest, TooManyLogsAreNotKnown) {
  for (std::size_t i = 0; i <= LogSet::kMaxLogs; ++i) append(std::to_string(i) + ".log", {});
  LogSet logs({folder_ / "*.log"});
  EXPECT_EQ(logs.log_count(), LogSet::kMaxLogs);
  EXPECT_EQ(logs.read().front().state, State::unreadable);
}

}  // namespace
}  // namespace acrida
