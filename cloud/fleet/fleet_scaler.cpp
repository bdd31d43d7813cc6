// FleetScaler: whether the slaves of a run are too few or too many.
#include "cloud/fleet/fleet_scaler.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string_view>
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

FleetScaler::Wish FleetScaler::look(const std::vector<FleetSlave>& slaves,
                                    const std::string& surplus, bool is_changing, Instant now) {
  strain_.reset();
  std::set<std::string_view> machines;
  std::size_t count = 0, alone = 0, of_surplus = 0;
  std::uint64_t users = 0;
  for (const FleetSlave& slave : slaves) {
    if (!slave.is_in_run || !slave.strain) continue;
    ++count;
    users += slave.users;
    strain_ = std::max(strain_.value_or(0), *slave.strain);
    if (slave.machine.empty())
      ++alone;
    else
      machines.insert(slave.machine);
    of_surplus += !surplus.empty() && slave.machine == surplus ? 1 : 0;
  }
  const bool is_same = std::exchange(slaves_, count) == count;
  if (!strain_ || !is_same || is_changing) return rest();
  const auto units = static_cast<double>(machines.size() + alone);
  // A user is not divided: slaves beyond their number have none.
  if (has_lasted(high_since_, *strain_ >= kHigh && users > count, kGrowWindow, now)) {
    const double wanted = std::clamp(std::ceil(units * *strain_ / kTarget), units + 1, 2 * units);
    rest();
    const auto more = static_cast<std::uint64_t>(wanted - units);
    return {.more = static_cast<std::size_t>(std::min(more, users - count))};
  }
  const auto others = static_cast<double>(count - of_surplus);
  const bool is_low =
      of_surplus > 0 && others > 0 && *strain_ * static_cast<double>(count) / others < kTarget;
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
