// Schedule: what goes wrong when, by a seed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/faults/fault.hpp"

namespace acrida::tests {

inline constexpr std::size_t kSlaves = 4;
/// Faults come within the first of these times, all is well again after the second, and the run is
/// stopped after the third.
inline constexpr std::chrono::seconds kLastFault{11};
inline constexpr std::chrono::seconds kHealed{14};
inline constexpr std::chrono::seconds kStop{20};

struct Schedule {
  std::uint64_t seed = 0;
  std::vector<Fault> faults;  // by their time
};

/// Pure: the same seed and kinds make the same schedule. The first fault is of kind seed modulo their
/// number, so that as many seeds in a row have every kind; others are drawn. The last slave is never cut off
/// from the master, so that there is always one, and faults of one kind do not overlap at one victim.
Schedule schedule_of(std::uint64_t seed, std::span<const FaultKind> kinds);

}  // namespace acrida::tests
