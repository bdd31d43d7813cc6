// CpuWatch: tells when this process has kept its cores busy for too long.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "core/base/clock.hpp"

namespace acrida {

/// Fed once a second. Warns once for each time that the load stays above the
/// limit. Pure; one owner.
class CpuWatch {
 public:
  static constexpr double kLimitPercent = 90;
  static constexpr std::chrono::seconds kPatience{5};

  /// `cores` that the process may keep busy, at least one.
  explicit CpuWatch(std::size_t cores) : cores_(static_cast<double>(cores)) {}

  /// `used` is the CPU time of the process since its start. The percentage of
  /// its cores, when it is time to warn.
  std::optional<double> sample(std::chrono::nanoseconds used, Instant now);

 private:
  double cores_;
  std::chrono::nanoseconds used_{0};
  std::optional<Instant> sampled_;
  std::optional<Instant> busy_since_;
  bool warned_ = false;
};

}  // namespace acrida
