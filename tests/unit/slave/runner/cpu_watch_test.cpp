// CpuWatch: when it warns.
#include "slave/runner/cpu_watch.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

/// Samples each second, with so much CPU time of each second; how often it warned.
int warnings(CpuWatch& watch, Instant& now, std::chrono::nanoseconds& used, int times,
             std::chrono::milliseconds each) {
  int count = 0;
  for (int i = 0; i < times; ++i) {
    now += 1s;
    used += each;
    count += watch.sample(used, now).has_value();
  }
  return count;
}

TEST(CpuWatch, WarnsOnceForEachTimeOfTooMuchLoad) {
  CpuWatch watch(2);
  Instant now(100s);
  std::chrono::nanoseconds used = 0ns;
  EXPECT_EQ(warnings(watch, now, used, 1, 0ms), 0);
  EXPECT_EQ(warnings(watch, now, used, 4, 1900ms), 0) << "not for four seconds";
  EXPECT_EQ(warnings(watch, now, used, 1, 1900ms), 1);
  EXPECT_EQ(warnings(watch, now, used, 20, 1900ms), 0) << "once is enough";
  EXPECT_EQ(warnings(watch, now, used, 1, 500ms), 0);
  EXPECT_EQ(warnings(watch, now, used, 10, 2000ms), 1) << "it was over in between";
}

TEST(CpuWatch, MeasuresAllCoresOfTheProcess) {
  CpuWatch watch(4);
  Instant now(100s);
  std::chrono::nanoseconds used = 0ns;
  EXPECT_EQ(warnings(watch, now, used, 20, 3500ms), 0) << "87.5 % of four";
}

}  // namespace
}  // namespace acrida
