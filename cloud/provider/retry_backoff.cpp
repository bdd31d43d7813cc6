// RetryBackoff: when a call that failed is made again.
#include "cloud/provider/retry_backoff.hpp"

#include <algorithm>

namespace acrida {

namespace {
constexpr std::chrono::minutes kLongestAskedFor{10};
}  // namespace

std::chrono::milliseconds retry_pause(const RetryLimits& limits, const CloudError& error,
                                      unsigned failed, double jitter) {
  std::chrono::milliseconds pause = limits.first;
  for (unsigned doubled = 1; doubled < failed && pause < limits.longest; ++doubled) pause *= 2;
  pause = std::min(pause, limits.longest);
  const double kept = 1 - std::clamp(jitter, 0.0, 1.0) / 2;
  const auto jittered = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::duration<double, std::milli>(static_cast<double>(pause.count()) * kept));
  if (!error.retry_after) return jittered;
  return std::max(jittered,
                  std::min<std::chrono::milliseconds>(*error.retry_after, kLongestAskedFor));
}

std::optional<std::chrono::milliseconds> next_attempt(const RetryLimits& limits,
                                                      const CloudError& error, unsigned failed,
                                                      double jitter) {
  if (!is_passing(error.fault) || failed >= limits.attempts) return std::nullopt;
  return retry_pause(limits, error, failed, jitter);
}

}  // namespace acrida
