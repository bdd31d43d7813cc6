// CpuWatch: from CPU time to a warning.
#include "slave/runner/cpu_watch.hpp"

namespace acrida {

std::optional<double> CpuWatch::sample(std::chrono::nanoseconds used, Instant now) {
  const auto before = sampled_;
  const auto spent = used - used_;
  sampled_ = now;
  used_ = used;
  if (!before || now <= *before) return std::nullopt;
  const double percent = 100 * std::chrono::duration<double>(spent) /
                         (std::chrono::duration<double>(now - *before) * cores_);
  if (percent <= kLimitPercent) {
    busy_since_.reset();
    warned_ = false;
    return std::nullopt;
  }
  if (!busy_since_) busy_since_ = before;
  if (warned_ || now - *busy_since_ < kPatience) return std::nullopt;
  warned_ = true;
  return percent;
}

}  // namespace acrida
