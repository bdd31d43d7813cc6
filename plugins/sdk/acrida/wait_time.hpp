// WaitTime: how long a user thinks between two tasks.
#pragma once

#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <type_traits>

namespace acrida {

/// A value made by between(), constant(), constant_pacing() or constant_throughput(), or any function
/// without arguments that returns a duration; the default is not set: no wait, or for a task set the
/// user's.
///
///   wait_time = between(1s, 3s);
///   wait_time = [this] { return 100ms * n_++; };
class WaitTime {
 public:
  WaitTime() = default;
  template <class Function>
  requires std::is_invocable_v<Function&> &&
      (!std::same_as<std::remove_cvref_t<Function>, WaitTime>)WaitTime(Function function)
      : kind_(Kind::function),
        function_(std::make_unique<std::function<std::chrono::nanoseconds()>>(
            [function = std::move(function)]() mutable {
              return std::chrono::duration_cast<std::chrono::nanoseconds>(function());
            })) {}

  bool is_set() const { return kind_ != Kind::none; }
  /// The wait at `now` after a task that began at `task_start`; never negative. With pacing,
  /// `task_start` is when the last wait ended. Throws what a function of the user throws. [any]
  std::chrono::nanoseconds next(std::mt19937_64& random,
                                std::chrono::steady_clock::time_point task_start,
                                std::chrono::steady_clock::time_point now) const;
  /// When the task after one that began at `task_start` is to begin, however long that one took; only
  /// pacing says so. [any]
  std::optional<std::chrono::steady_clock::time_point> intended_start(
      std::chrono::steady_clock::time_point task_start) const {
    if (kind_ != Kind::pacing) return std::nullopt;
    return task_start + low_;
  }

 private:
  friend WaitTime between(std::chrono::nanoseconds, std::chrono::nanoseconds);
  friend WaitTime constant_pacing(std::chrono::nanoseconds);

  enum class Kind : unsigned char { none, uniform, pacing, function };
  Kind kind_ = Kind::none;
  std::chrono::nanoseconds low_{0};  // also the period
  std::chrono::nanoseconds high_{0};
  // Apart from the value, as few classes have one and every user pays for the room.
  std::unique_ptr<std::function<std::chrono::nanoseconds()>> function_;
};

/// Uniformly distributed between the two, which are included. Throws std::invalid_argument when
/// either is negative or they are in the wrong order.
WaitTime between(std::chrono::nanoseconds low, std::chrono::nanoseconds high);
/// Always the same.
WaitTime constant(std::chrono::nanoseconds wait);
/// Tasks start at least this long after each other; a task that takes longer is followed at once. The
/// next one then begins late, and its response time is counted from when it should have begun, too.
WaitTime constant_pacing(std::chrono::nanoseconds period);
/// At most so many tasks per second and user: the inverse of constant_pacing.
WaitTime constant_throughput(double tasks_per_s);

}  // namespace acrida
