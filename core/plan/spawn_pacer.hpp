// SpawnPacer: how many users there should be at a time of a ramp.
#pragma once

#include <chrono>
#include <cstdint>

namespace acrida {

/// A ramp from one number of users to another at a constant rate, up or down, in steps of
/// step() users with step()/rate seconds between them and the first step at once. Locust's steps
/// are max(1, floor(rate)) users; ours are max(1, ceil(rate / 10)), at most ten a second, so that
/// 100/s is not a burst each second. Pure function of the elapsed time, in integers: a rate is
/// taken to a billionth of a user per second, and no rounding adds up in a long ramp.
class SpawnPacer {
 public:
  static constexpr std::uint64_t kMaxStepsPerSecond = 10;

  /// rate_per_s > 0, or infinity for "at once", as are rates beyond a billion users per second.
  SpawnPacer(std::uint64_t from, std::uint64_t to, double rate_per_s);
  /// Users planned at `elapsed` since the start of the ramp; between from and to.
  std::uint64_t users_at(std::chrono::nanoseconds elapsed) const;
  bool finished_at(std::chrono::nanoseconds elapsed) const { return users_at(elapsed) == to_; }
  std::uint64_t step() const { return step_; }
  std::uint64_t target() const { return to_; }

 private:
  std::uint64_t from_;
  std::uint64_t to_;
  std::uint64_t rate_nano_;  // users per 10^9 seconds; 0 = at once
  std::uint64_t step_;
};

}  // namespace acrida
