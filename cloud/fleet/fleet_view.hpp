// FleetView: an immutable picture of the machines, for whoever shows them.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cloud/provider/cloud_error.hpp"
#include "cloud/provider/cloud_machine.hpp"

namespace acrida {

enum class FleetStep {
  requested,   // the provider is asked for it
  booting,     // it is being made and started
  connecting,  // it runs; its slave is awaited
  ready,       // its slaves are here, without users
  running,     // with users
  draining,    // users move to others
  stopping,    // the provider is asked to end it
  stopped,     // it can be started again
  gone,
  failed,
};
/// "requested", "booting", ...
std::string_view name_of(FleetStep step);

struct MachineView {
  std::string id;           // the client token of its creation
  std::string provider_id;  // "" = not known
  std::string template_id;
  std::string address;
  FleetStep step = FleetStep::requested;
  double step_s = 0;                                // since it is in it
  std::vector<std::pair<FleetStep, double>> steps;  // those before, and seconds in each
  std::optional<CloudError> error;                  // also while it is tried again
  bool can_retry = false;
  std::optional<std::chrono::seconds> idle_stop_in;  // what is left of the countdown
  bool is_pinned = false;
  bool is_adopted = false;  // a master before this one made it
  std::optional<WallTime> expires;
  std::vector<std::string> slaves;  // present ones
  std::uint64_t users = 0;
  std::optional<double> price_per_hour;
};

struct FleetView {
  std::string provider;
  std::string fleet;
  std::size_t max_machines = 0;
  std::size_t counted = 0;  // towards that
  std::optional<double> max_cost_per_hour;
  double cost_per_hour = 0;
  std::chrono::seconds idle_stop{0};
  std::vector<MachineTemplate> templates;
  std::optional<CloudError> error;    // of listing machines or templates, while it fails
  bool is_scaling = false;            // by --autoscale
  std::optional<double> strain;       // of the slave nearest to its limit, which is 1; in a run
  bool is_known = false;              // the machines have been listed once
  std::vector<MachineView> machines;  // the oldest first
};

/// Read by any thread; the last reader decides when it goes.
using FleetViewPtr = std::shared_ptr<const FleetView>;

}  // namespace acrida
