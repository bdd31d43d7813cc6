// FleetScaler: whether the slaves of a run are too few or too many.
#include "cloud/fleet/fleet_scaler.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace acrida {
namespace {

/// True once `holds` has held for so long.
bool has_lasted(std::optional<Instant>& since, bool holds, std::chrono::seconds window,
                Instant now) {
  if (!holds) return since.reset(), false;
  if (!since) since = now;
  return now - *since >= window;
}

}  // namespace

FleetScaler::Wish FleetScaler::look(const std::vector<FleetSlave>& slaves, bool is_changing,
                                    Instant now) {
  strain_.reset();
  std::size_t count = 0;
  for (const FleetSlave& slave : slaves) {
    if (!slave.is_in_run || !slave.strain) continue;
    ++count;
    strain_ = std::max(strain_.value_or(0), *slave.strain);
  }
  const bool is_same = std::exchange(slaves_, count) == count;
  if (!strain_ || !is_same || is_changing) return rest();
  const auto n = static_cast<double>(count);
  if (has_lasted(high_since_, *strain_ >= kHigh, kGrowWindow, now)) {
    const double wanted = std::clamp(std::ceil(n * *strain_ / kTarget), n + 1, 2 * n);
    rest();
    return {.more = static_cast<std::size_t>(wanted) - count};
  }
  const bool is_low = count > 1 && *strain_ * n / (n - 1) < kTarget;
  if (shrink_window_.count() == 0 || !has_lasted(low_since_, is_low, shrink_window_, now))
    return {};
  rest();
  return {.one_fewer = true};
}

FleetScaler::Wish FleetScaler::rest() {
  high_since_.reset();
  low_since_.reset();
  return {};
}

}  // namespace acrida
