// ProcessMeter: CPU and memory of a few processes, from /proc.
#pragma once

#include <chrono>
#include <sys/types.h>
#include <vector>

#include "slave/agent/agent_machine.hpp"

namespace acrida {

/// Measures the processes together. Reads /proc at most once in kPeriod; between, and for a process
/// that has ended, the last values stand. One owner.
class ProcessMeter {
 public:
  static constexpr std::chrono::seconds kPeriod{1};

  ProcessUsage measure(const std::vector<pid_t>& processes, Instant now);

 private:
  ProcessUsage usage_;
  Instant measured_at_{};
  double cpu_seconds_ = 0;
};

}  // namespace acrida
