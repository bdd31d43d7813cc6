// RetryBackoff: when a call that failed is made again.
#pragma once

#include <chrono>
#include <optional>

#include "cloud/provider/cloud_error.hpp"

namespace acrida {

struct RetryLimits {
  unsigned attempts = 6;  // calls in all
  std::chrono::milliseconds first{500};
  std::chrono::milliseconds longest{30'000};
};

/// The pause before the next attempt, after so many that failed: doubled each time, at most
/// `longest`, or longer when the provider asks for it (ten minutes at most). `jitter` from 0 to 1
/// takes up to half of it away, so that many do not come back at once. Pure.
std::chrono::milliseconds retry_pause(const RetryLimits& limits, const CloudError& error,
                                      unsigned failed, double jitter);
/// The same; nothing when the call is given up: its fault does not pass, or it was the last attempt.
std::optional<std::chrono::milliseconds> next_attempt(const RetryLimits& limits,
                                                      const CloudError& error, unsigned failed,
                                                      double jitter);

}  // namespace acrida
