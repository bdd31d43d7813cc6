// ProcessMeter: /proc/PID/stat, see proc(5).
#include "slave/process_meter.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <unistd.h>

namespace acrida {
namespace {

struct Sample {
  double cpu_seconds = 0;
  std::uint64_t memory_bytes = 0;
};

Sample sample(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::size_t name_end = text.rfind(')');  // the name before it may hold anything
  if (name_end == std::string::npos) return {};
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user_ticks = 0, system_ticks = 0;
  fields >> user_ticks >> system_ticks;
  for (int i = 16; i < 24; ++i) fields >> skipped;
  std::uint64_t resident_pages = 0;
  fields >> resident_pages;
  return {(user_ticks + system_ticks) / static_cast<double>(sysconf(_SC_CLK_TCK)),
          resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE))};
}

}  // namespace

ProcessUsage ProcessMeter::measure(const std::vector<pid_t>& processes, Instant now) {
  if (now - measured_at_ < kPeriod) return usage_;
  Sample sum;
  for (const pid_t process : processes) {
    const Sample one = sample(process);
    sum.cpu_seconds += one.cpu_seconds;
    sum.memory_bytes += one.memory_bytes;
  }
  const double elapsed_s = std::chrono::duration<double>(now - measured_at_).count();
  const bool first = measured_at_ == Instant{};
  const double used_s = sum.cpu_seconds - cpu_seconds_;
  // A runner that ended takes its seconds with it: that once, the rate is not known.
  if (!first && used_s >= 0) usage_.cpu_percent = 100 * used_s / elapsed_s;
  usage_.memory_bytes = sum.memory_bytes;
  cpu_seconds_ = sum.cpu_seconds;
  measured_at_ = now;
  return usage_;
}

}  // namespace acrida
