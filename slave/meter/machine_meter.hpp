// MachineMeter: what a runner can say of itself and its machine.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

#include "core/base/clock.hpp"
#include "core/stats/generator_health.hpp"
#include "slave/meter/machine_text.hpp"

namespace acrida {

/// Measures this process, from its construction on. Reads a dozen small files and asks for at most
/// kMaxProbes descriptors: below a millisecond. What cannot be read is not known. One owner.
///
///   MachineMeter meter(now);
///   GeneratorHealth health = meter.take(a_second_later);  // without the loops' lag
class MachineMeter {
 public:
  /// Threads whose waiting for a core is added up; of more, the oldest.
  static constexpr std::size_t kMaxThreads = 1024;
  /// Beyond so many possible descriptors, those in use are estimated from every second, third, ...
  static constexpr std::size_t kMaxProbes = 4096;

  /// What the kernel keeps a closed connection's port for.
  static constexpr std::chrono::seconds kTimeWait{60};

  explicit MachineMeter(Instant now);

  /// Everything since the previous call.
  GeneratorHealth take(Instant now);

 private:
  std::chrono::nanoseconds take_run_queue_wait();
  std::chrono::nanoseconds take_throttled();
  void measure_ports(GeneratorHealth& health) const;
  void measure_machine(GeneratorHealth& health);
  void measure_memory(GeneratorHealth& health) const;

  std::vector<std::string> control_groups_;  // folders: this process's and those above it
  Instant begun_at_;
  Instant taken_at_;
  std::uint64_t time_wait_before_ = 0;  // sockets of others, which are gone after kTimeWait
  std::chrono::nanoseconds cpu_{0};
  std::map<pid_t, std::chrono::nanoseconds> run_queue_waits_;  // by thread, since its start
  std::vector<std::uint64_t> throttled_us_;                    // by control group
  CpuTicks ticks_;
};

}  // namespace acrida
