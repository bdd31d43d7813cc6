// CloudMachine and MachineTemplate: what a provider says of what it has.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cloud/provider/cloud_tags.hpp"

namespace acrida {

enum class MachineState {
  pending,  // being made or started
  running,
  stopping,
  stopped,  // it can be started again
  gone,     // it ended; what is left of it is a record
};

/// "pending", "running", ...
std::string_view name_of(MachineState state);
std::optional<MachineState> machine_state_named(std::string_view name);

struct CloudMachine {
  std::string id;  // the provider's
  std::string name;
  MachineState state = MachineState::pending;
  CloudTags tags;
  std::string address = {};  // "" = not known
  std::string detail = {};   // why it is in this state, when the provider knows
};

struct MachineTemplate {
  std::string id;  // the provider's
  std::string name;
  std::string description = {};
  std::uint32_t cores = 0;  // 0 = not known
  std::optional<double> price_per_hour = {};
  std::string problem = {};  // why no machine can be made from it now; "" = one can
};

}  // namespace acrida
