// FleetEntry: one machine of a fleet, as the FleetMachine remembers it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cloud/fleet/fleet_view.hpp"
#include "core/base/clock.hpp"

namespace acrida {

struct FleetEntry {
  /// What is wanted of it.
  enum class Goal { run, stop, remove };
  /// Why it ends: for an order or its lifetime a run may have to stop; an idle one that is wanted again
  /// stays; of a surplus others do the work.
  enum class Cause { order, idle, surplus };

  std::string id;
  std::string template_id;
  std::string provider_id;
  std::string address;
  FleetStep step = FleetStep::requested;
  Instant since{};    // in this step
  Instant started{};  // this attempt to bring it up
  std::vector<std::pair<FleetStep, double>> steps;
  Goal goal = Goal::run;
  Cause cause = Cause::order;
  std::optional<CloudError> error;
  bool is_adopted = false;

  std::optional<std::uint64_t> call;  // under way
  bool is_cloning = false;            // by that call
  unsigned failed_calls = 0;          // in a row
  Instant next_try{};
  /// It may have been made although nobody said so; a list that was begun later tells.
  std::optional<Instant> unsure_since;
  Instant seen{};  // the provider said that it exists

  std::chrono::seconds idle_stop{0};
  std::optional<Instant> idle_since;
  Instant extended_until{};
  bool is_pinned = false;
  std::optional<WallTime> expires;

  std::vector<std::string> slaves;  // present ones
  std::uint64_t users = 0;
  bool is_in_run = false;
  std::set<std::string> drained;  // slaves that were told to go

  bool may_exist() const { return !provider_id.empty() || unsure_since || call; }
  bool is_over() const { return step == FleetStep::gone || step == FleetStep::failed; }
  bool is_up() const {
    return step == FleetStep::booting || step == FleetStep::connecting ||
           step == FleetStep::ready || step == FleetStep::running;
  }
  /// Towards the ceilings.
  bool counts() const {
    if (step == FleetStep::gone || step == FleetStep::stopped) return false;
    return step != FleetStep::failed || may_exist();
  }

  void enter(FleetStep next, Instant now);
};

}  // namespace acrida
