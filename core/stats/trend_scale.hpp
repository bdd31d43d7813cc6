// trend_scale: the values of trends as the whole numbers that a histogram counts.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace acrida {

/// A millionth: the smallest difference that percentiles of a trend can show. Their relative error
/// is at most 1 % from a thousand steps up to kMaxTrendValue.
inline constexpr double kTrendStepsPerUnit = 1e6;
inline constexpr double kMaxTrendValue = 9e12;

/// Negative values count as zero, too large ones as the largest. (Nanoseconds are only the type of
/// what histograms count.)
inline std::chrono::nanoseconds trend_steps(double value) {
  const double held = std::clamp(value, 0.0, kMaxTrendValue);
  return std::chrono::nanoseconds(std::llround(held * kTrendStepsPerUnit));
}

inline double trend_value(std::chrono::nanoseconds steps) {
  return static_cast<double>(steps.count()) / kTrendStepsPerUnit;
}

}  // namespace acrida
