// WaitTime: the arithmetic of think times.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>

#include <acrida/wait_time.hpp>

namespace acrida {

std::chrono::nanoseconds WaitTime::next(std::mt19937_64& random,
                                        std::chrono::steady_clock::time_point task_start,
                                        std::chrono::steady_clock::time_point now) const {
  constexpr std::chrono::nanoseconds kNone{0};
  switch (kind_) {
    case Kind::none:
      return kNone;
    case Kind::pacing:
      return std::max(kNone, low_ - (now - task_start));
    case Kind::function:
      return std::max(kNone, (*function_)());
    case Kind::uniform:
      break;
  }
  if (low_ == high_) return low_;
  std::uniform_int_distribution<std::int64_t> distribution(low_.count(), high_.count());
  return std::chrono::nanoseconds(distribution(random));
}

WaitTime between(std::chrono::nanoseconds low, std::chrono::nanoseconds high) {
  if (low.count() < 0 || high < low)
    throw std::invalid_argument("wait_time: between(low, high) needs 0 <= low <= high");
  WaitTime wait;
  wait.kind_ = WaitTime::Kind::uniform;
  wait.low_ = low;
  wait.high_ = high;
  return wait;
}

WaitTime constant(std::chrono::nanoseconds wait) {
  return between(wait, wait);
}

WaitTime constant_pacing(std::chrono::nanoseconds period) {
  WaitTime wait = constant(period);
  wait.kind_ = WaitTime::Kind::pacing;
  return wait;
}

WaitTime constant_throughput(double tasks_per_s) {
  if (!(tasks_per_s > 1e-9) || !std::isfinite(tasks_per_s))
    throw std::invalid_argument("wait_time: constant_throughput(n) needs n > 0 tasks per second");
  return constant_pacing(std::chrono::nanoseconds(std::llround(1e9 / tasks_per_s)));
}

}  // namespace acrida
