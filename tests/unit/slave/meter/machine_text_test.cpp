// Machine text: files of /proc and of control groups as kernels write them.
#include "slave/meter/machine_text.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(MachineTextTest, AddsUpTheTicksOfAllCores) {
  const CpuTicks ticks = cpu_ticks_in(
      "cpu  3849125 462257 618919 1788967 9898 7 59023 6103 11 12\n"
      "cpu0 1849125 1 2 3 4 5 6 7 8 9\nintr 1 2 3\n");
  EXPECT_EQ(ticks.total, 3849125u + 462257 + 618919 + 1788967 + 9898 + 7 + 59023 + 6103)
      << "guests are among the users already";
  EXPECT_EQ(ticks.idle, 1788967u + 9898);
  EXPECT_EQ(ticks.stolen, 6103u);
}

TEST(MachineTextTest, ReadsHowLongAThreadWaitedForACore) {
  EXPECT_EQ(run_queue_wait_in("109933 73509 2\n"), std::chrono::nanoseconds(73509));
}

TEST(MachineTextTest, CountsTcpSocketsOfBothFamilies) {
  const TcpSockets sockets = tcp_sockets_in(
      "sockets: used 11\nTCP: inuse 5 orphan 0 tw 120 alloc 9 mem 60\nUDP: inuse 3 mem 0\n");
  EXPECT_EQ(sockets.in_use, 5u);
  EXPECT_EQ(sockets.time_wait, 120u);
  EXPECT_EQ(tcp_sockets_in("TCP6: inuse 40\nUDP6: inuse 2\n").in_use, 40u);
}

TEST(MachineTextTest, CountsThePortsOfARange) {
  EXPECT_EQ(ports_in("32768\t60999\n"), 28'232u);
  EXPECT_EQ(ports_in("5000\t5000\n"), 1u);
  EXPECT_EQ(ports_in("60999\t32768\n"), 0u);
}

TEST(MachineTextTest, ReadsTheMemoryThatIsTaken) {
  const MemoryUse use =
      memory_in("MemTotal:        8000000 kB\nMemFree: 1 kB\nMemAvailable:    6000000 kB\n");
  EXPECT_EQ(use.used_bytes, std::uint64_t{2'000'000} * 1024);
  EXPECT_EQ(use.limit_bytes, std::uint64_t{8'000'000} * 1024);
}

TEST(MachineTextTest, FindsTheControlGroupOfVersion2) {
  EXPECT_EQ(control_group_in("0::/system.slice/acrida.service\n"), "/system.slice/acrida.service");
  EXPECT_EQ(control_group_in("4:memory:/job\n1:cpu:/\n0::/\n"), "/");
  EXPECT_EQ(control_group_in("4:memory:/job\n"), "");
}

TEST(MachineTextTest, ReadsTheLimitsOfAControlGroup) {
  EXPECT_EQ(cores_in("10000 100000\n"), 0.1);
  EXPECT_EQ(cores_in("max 100000\n"), std::nullopt);
  EXPECT_EQ(limit_in("1073741824\n"), 1'073'741'824u);
  EXPECT_EQ(limit_in("max\n"), std::nullopt);
  EXPECT_EQ(number_after("usage_usec 5\nnr_throttled 3\nthrottled_usec 812345\n", "throttled_usec"),
            812'345u);
  EXPECT_EQ(number_after("Name:\tFDSize:\nFDSize:\t256\n", "FDSize:"), 256u);
}

TEST(MachineTextTest, TakesWhatItDoesNotUnderstandForUnknown) {
  for (const char* text : {"", "\n\n", "cpu", "cpu x y", "TCP: inuse", "0:", "1", "-1 -2"}) {
    EXPECT_EQ(cpu_ticks_in(text).total, 0u) << text;
    EXPECT_EQ(run_queue_wait_in(text).count(), 0) << text;
    EXPECT_EQ(tcp_sockets_in(text).in_use, 0u) << text;
    EXPECT_EQ(ports_in(text), 0u) << text;
    EXPECT_EQ(memory_in(text).limit_bytes, 0u) << text;
    EXPECT_EQ(control_group_in(text), "") << text;
    EXPECT_EQ(cores_in(text), std::nullopt) << text;
  }
  EXPECT_EQ(memory_in("MemTotal: 5 kB\nMemAvailable: 6 kB\n").limit_bytes, 0u);
}

}  // namespace
}  // namespace acrida
