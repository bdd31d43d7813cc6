// Machine text: what the files of /proc and of control groups say, see proc(5) and the kernel's
// cgroup-v2.rst. Pure; a text that is not understood gives the default.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace acrida {

/// In clock ticks since the machine's start, of all cores together.
struct CpuTicks {
  std::uint64_t total = 0;
  std::uint64_t idle = 0;    // waiting for disks included
  std::uint64_t stolen = 0;  // by other guests of the host
};

struct TcpSockets {
  std::uint64_t in_use = 0;
  std::uint64_t time_wait = 0;
};

struct MemoryUse {
  std::uint64_t used_bytes = 0;
  std::uint64_t limit_bytes = 0;  // 0 = not known
};

/// /proc/stat
CpuTicks cpu_ticks_in(std::string_view stat);
/// /proc/PID/task/TID/schedstat: how long the thread was ready, but on no core.
std::chrono::nanoseconds run_queue_wait_in(std::string_view schedstat);
/// /proc/net/sockstat (IPv4, and TIME_WAIT of both) or sockstat6.
TcpSockets tcp_sockets_in(std::string_view sockstat);
/// /proc/sys/net/ipv4/ip_local_port_range: how many ports.
std::uint64_t ports_in(std::string_view range);
/// /proc/meminfo
MemoryUse memory_in(std::string_view meminfo);
/// The first number after this word at the start of a line: "FDSize:" in /proc/PID/status,
/// "throttled_usec" in cpu.stat.
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word);

/// /proc/self/cgroup: the path within the tree of version 2, "/" at its top; "" = none.
std::string control_group_in(std::string_view cgroup);
/// cpu.max: cores that it allows; nothing = any number.
std::optional<double> cores_in(std::string_view cpu_max);
/// memory.max: nothing = any.
std::optional<std::uint64_t> limit_in(std::string_view memory_max);

}  // namespace acrida
