// FleetEntry: one machine of a fleet, as the FleetMachine remembers it.
#include "cloud/fleet/fleet_entry.hpp"

#include <array>

namespace acrida {

namespace {
// A machine that comes and goes would make it grow.
constexpr std::size_t kMaxSteps = 32;
}  // namespace

std::string_view name_of(FleetStep step) {
  constexpr std::array<std::string_view, 10> kNames = {
      "requested", "booting",  "connecting", "ready", "running",
      "draining",  "stopping", "stopped",    "gone",  "failed"};
  return kNames[static_cast<std::size_t>(step)];
}

void FleetEntry::enter(FleetStep next, Instant now) {
  if (next == step) return;
  if (steps.size() == kMaxSteps) steps.erase(steps.begin());
  steps.emplace_back(step, std::chrono::duration<double>(now - since).count());
  step = next;
  since = now;
  if (next == FleetStep::ready) idle_since = now;
  // Slaves that are missing for a while have done nothing either.
  if (next != FleetStep::ready && next != FleetStep::connecting) idle_since.reset();
  if (next == FleetStep::draining) drained.clear();
}

}  // namespace acrida
