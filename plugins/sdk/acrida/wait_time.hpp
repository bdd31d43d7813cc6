// WaitTime: how long a user thinks between two tasks.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace acrida {

/// A value made by between(), constant(), constant_pacing() or constant_throughput(); the default
/// is no wait at all.
class WaitTime {
 public:
  WaitTime() = default;

  /// The wait after a task that began at `task_start` and ended at `now`; never negative. [any]
  std::chrono::nanoseconds next(std::mt19937_64& random,
                                std::chrono::steady_clock::time_point task_start,
                                std::chrono::steady_clock::time_point now) const;

 private:
  friend WaitTime between(std::chrono::nanoseconds, std::chrono::nanoseconds);
  friend WaitTime constant_pacing(std::chrono::nanoseconds);

  std::chrono::nanoseconds low_{0};
  std::chrono::nanoseconds high_{0};
  bool pacing_ = false;  // counted from the start of the task, not from its end
};

/// Uniformly distributed between the two, which are included. Throws std::invalid_argument when
/// either is negative or they are in the wrong order.
WaitTime between(std::chrono::nanoseconds low, std::chrono::nanoseconds high);
/// Always the same.
WaitTime constant(std::chrono::nanoseconds wait);
/// Tasks start at least this long after each other; a task that takes longer is followed at once.
WaitTime constant_pacing(std::chrono::nanoseconds period);
/// At most so many tasks per second and user: the inverse of constant_pacing.
WaitTime constant_throughput(double tasks_per_s);

}  // namespace acrida
