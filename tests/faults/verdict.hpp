// verdict: which of the invariants a trial has broken.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/faults/trial.hpp"

namespace acrida::tests {

struct Verdict {
  std::uint64_t seen = 0;               // by the server
  std::uint64_t counted = 0;            // by the master
  std::uint64_t unknown = 0;            // by the master
  std::uint64_t allowed = 0;            // that the master may lack: see losses_of()
  std::vector<std::string> violations;  // none: well
};

/// Pure. What is checked:
/// - the master has counted each request that the server saw, but those of unknown outcome and those that a slave lost by
///   SIGKILL had not reported; and no request twice;
/// - no more requests are unknown than users were cut off;
/// - no request has failed;
/// - users were never above the plan but for those of unreachable slaves, and at the end exactly the plan;
/// - all processes have ended by themselves, no other is left, and no file.
Verdict judge(const Observation& observation);

}  // namespace acrida::tests
