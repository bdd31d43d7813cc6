// MachineMeter: /proc, /sys/fs/cgroup and a few system calls.
#include "slave/meter/machine_meter.hpp"

#include <algorithm>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace acrida {
namespace {

using std::chrono::nanoseconds;

constexpr const char* kControlGroups = "/sys/fs/cgroup";
constexpr std::size_t kMaxNestedGroups = 32;

/// At most so much of a file as any number that is looked for can be in; empty when unreadable.
std::string start_of(const std::string& path) {
  constexpr std::size_t kMaxBytes = 8192;
  std::string text;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return text;
  text.resize(kMaxBytes);
  const ssize_t size = ::read(file, text.data(), text.size());
  ::close(file);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

nanoseconds cpu_of_process() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + nanoseconds(used.tv_nsec);
}

/// From the process's own group up to the top: each may have a limit.
std::vector<std::string> find_control_groups() {
  std::string path = control_group_in(start_of("/proc/self/cgroup"));
  std::vector<std::string> groups;
  while (!path.empty() && groups.size() < kMaxNestedGroups) {
    const std::string folder = kControlGroups + (path == "/" ? "" : path);
    if (::access((folder + "/cgroup.controllers").c_str(), R_OK) == 0) groups.push_back(folder);
    if (path == "/") break;
    path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
    if (path.empty()) path = "/";
  }
  return groups;
}

double allowed_cores(const std::vector<std::string>& groups) {
  cpu_set_t set;
  CPU_ZERO(&set);
  // Fails on machines of more than 1,024 cores: then all of them.
  const bool known = sched_getaffinity(0, sizeof set, &set) == 0;
  double cores = static_cast<double>(known ? CPU_COUNT(&set) : sysconf(_SC_NPROCESSORS_ONLN));
  for (const std::string& group : groups) {
    if (const auto limit = cores_in(start_of(group + "/cpu.max"))) cores = std::min(cores, *limit);
  }
  return cores;
}

std::uint64_t descriptor_limit() {
  rlimit limit{};
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

/// The kernel gives out the lowest free number, so every n-th number is a good sample. Counting the
/// entries of /proc/self/fd would take a second when there are a million.
std::uint64_t used_descriptors(std::uint64_t limit) {
  // Not readable when no descriptor is free.
  const auto table = number_after(start_of("/proc/self/status"), "FDSize:");
  const std::uint64_t range = std::min(table.value_or(limit), limit);
  const std::uint64_t step = range / MachineMeter::kMaxProbes + 1;
  std::uint64_t probes = 0;
  std::uint64_t used = 0;
  for (std::uint64_t number = 0; number < range; number += step, ++probes)
    used += ::fcntl(static_cast<int>(number), F_GETFD) >= 0 ? 1 : 0;
  return probes == 0 ? 0 : used * range / probes;
}

MemoryUse memory_of(const std::string& group) {
  const auto limit = limit_in(start_of(group + "/memory.max"));
  const auto used = limit_in(start_of(group + "/memory.current"));
  if (!limit || !used) return {};
  // Files that were read are forgotten before anything fails.
  const auto cached = number_after(start_of(group + "/memory.stat"), "inactive_file").value_or(0);
  return {*used - std::min(cached, *used), *limit};
}

double share(const MemoryUse& use) {
  return use.limit_bytes == 0
             ? 0
             : static_cast<double>(use.used_bytes) / static_cast<double>(use.limit_bytes);
}

}  // namespace

MachineMeter::MachineMeter(Instant now)
    : control_groups_(find_control_groups()),
      begun_at_(now),
      taken_at_(now),
      time_wait_before_(tcp_sockets_in(start_of("/proc/net/sockstat")).time_wait),
      throttled_us_(control_groups_.size()) {
  take(now);
}

GeneratorHealth MachineMeter::take(Instant now) {
  GeneratorHealth health;
  health.window = now - std::exchange(taken_at_, now);
  const nanoseconds cpu = cpu_of_process();
  health.cpu = cpu - std::exchange(cpu_, cpu);
  health.run_queue_wait = take_run_queue_wait();
  health.throttled = take_throttled();
  health.cores = allowed_cores(control_groups_);
  health.descriptors_limit = descriptor_limit();
  health.descriptors_used = used_descriptors(health.descriptors_limit);
  measure_ports(health);
  measure_machine(health);
  measure_memory(health);
  return health;
}

// By thread: one that has ended takes its sum with it.
nanoseconds MachineMeter::take_run_queue_wait() {
  const std::unique_ptr<DIR, int (*)(DIR*)> threads(::opendir("/proc/self/task"), &::closedir);
  if (!threads) return nanoseconds(0);
  std::map<pid_t, nanoseconds> waits;
  nanoseconds sum{0};
  while (const dirent* entry = ::readdir(threads.get())) {
    const auto thread = static_cast<pid_t>(std::atoi(entry->d_name));
    if (thread <= 0) continue;
    const std::string path = std::string("/proc/self/task/") + entry->d_name + "/schedstat";
    const nanoseconds wait = run_queue_wait_in(start_of(path));
    const auto before = run_queue_waits_.find(thread);
    sum += std::max(wait - (before == run_queue_waits_.end() ? nanoseconds(0) : before->second),
                    nanoseconds(0));
    waits.emplace(thread, wait);
    if (waits.size() == kMaxThreads) break;
  }
  run_queue_waits_ = std::move(waits);
  return sum;
}

// A limit above holds back what is below it: the longest counts.
nanoseconds MachineMeter::take_throttled() {
  std::chrono::microseconds longest{0};
  for (std::size_t i = 0; i < control_groups_.size(); ++i) {
    const auto total = number_after(start_of(control_groups_[i] + "/cpu.stat"), "throttled_usec");
    if (!total) continue;
    const std::uint64_t before = std::exchange(throttled_us_[i], *total);
    if (*total > before)
      longest =
          std::max(longest, std::chrono::microseconds(static_cast<std::int64_t>(*total - before)));
  }
  return longest;
}

// The list of all sockets, /proc/net/tcp, would take tens of milliseconds for each 10,000. Of the
// machine's, no more than this process has descriptors are its own: a server here has the others.
void MachineMeter::measure_ports(GeneratorHealth& health) const {
  const TcpSockets sockets = tcp_sockets_in(start_of("/proc/net/sockstat"));
  const TcpSockets sockets6 = tcp_sockets_in(start_of("/proc/net/sockstat6"));
  const std::uint64_t before = taken_at_ - begun_at_ < kTimeWait ? time_wait_before_ : 0;
  health.ports_used = std::min(sockets.in_use + sockets6.in_use, health.descriptors_used) +
                      sockets.time_wait - std::min(before, sockets.time_wait);
  health.ports_available = ports_in(start_of("/proc/sys/net/ipv4/ip_local_port_range"));
}

void MachineMeter::measure_machine(GeneratorHealth& health) {
  const CpuTicks now = cpu_ticks_in(start_of("/proc/stat"));
  const CpuTicks before = std::exchange(ticks_, now);
  if (now.total <= before.total) return;
  const double total = static_cast<double>(now.total - before.total);
  const auto share_of = [&](std::uint64_t end, std::uint64_t begin) {
    return end > begin ? std::min(1.0, static_cast<double>(end - begin) / total) : 0.0;
  };
  health.machine_busy = 1 - share_of(now.idle, before.idle);
  health.machine_stolen = share_of(now.stolen, before.stolen);
}

void MachineMeter::measure_memory(GeneratorHealth& health) const {
  MemoryUse tightest = memory_in(start_of("/proc/meminfo"));
  for (const std::string& group : control_groups_) {
    const MemoryUse use = memory_of(group);
    if (share(use) > share(tightest)) tightest = use;
  }
  health.memory_used_bytes = tightest.used_bytes;
  health.memory_limit_bytes = tightest.limit_bytes;
}

}  // namespace acrida
