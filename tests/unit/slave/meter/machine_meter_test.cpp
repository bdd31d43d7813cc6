// MachineMeter: this process, as it measures itself.
#include "slave/meter/machine_meter.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace acrida {
namespace {

Instant clock_now() {
  return std::chrono::steady_clock::now();
}

TEST(MachineMeterTest, MeasuresTheTimeSinceThePreviousCall) {
  const Instant start{};
  MachineMeter meter(start);
  EXPECT_EQ(meter.take(start + std::chrono::seconds(1)).window, std::chrono::seconds(1));
  EXPECT_EQ(meter.take(start + std::chrono::seconds(3)).window, std::chrono::seconds(2));
}

TEST(MachineMeterTest, MeasuresCpuTimeAndCores) {
  MachineMeter meter(clock_now());
  timespec used{};
  do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  while (used.tv_sec == 0 && used.tv_nsec < 50'000'000);
  const GeneratorHealth health = meter.take(clock_now());
  EXPECT_GT(health.cpu.count(), 0);
  EXPECT_LT(meter.take(clock_now()).cpu, health.cpu) << "only what is new";
  EXPECT_GT(health.cores, 0);
  EXPECT_GE(health.machine_busy, 0);
  EXPECT_LE(health.machine_busy, 1);
  EXPECT_GT(health.memory_limit_bytes, health.memory_used_bytes);
  EXPECT_GT(health.ports_available, 0u);
}

TEST(MachineMeterTest, CountsDescriptors) {
  MachineMeter meter(clock_now());
  const GeneratorHealth before = meter.take(clock_now());
  std::vector<int> opened;
  for (int i = 0; i < 200; ++i) opened.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const GeneratorHealth after = meter.take(clock_now());
  for (const int file : opened) ::close(file);
  EXPECT_EQ(after.descriptors_used - before.descriptors_used, 200u);
  EXPECT_GT(after.descriptors_limit, after.descriptors_used);
}

TEST(MachineMeterTest, EstimatesManyDescriptors) {
  MachineMeter meter(clock_now());
  const std::uint64_t limit = meter.take(clock_now()).descriptors_limit;
  if (limit < 10'000) GTEST_SKIP() << "needs 10,000 descriptors";
  std::vector<int> opened;
  for (int i = 0; i < 9'000; ++i) opened.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const GeneratorHealth health = meter.take(clock_now());
  for (const int file : opened) ::close(file);
  EXPECT_NEAR(static_cast<double>(health.descriptors_used), 9'000, 100);
}

}  // namespace
}  // namespace acrida
