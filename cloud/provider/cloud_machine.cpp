// CloudMachine: the names of its states.
#include "cloud/provider/cloud_machine.hpp"

#include <array>

namespace acrida {

namespace {
constexpr std::array<std::string_view, 5> kStates = {"pending", "running", "stopping", "stopped",
                                                     "gone"};
}  // namespace

std::string_view name_of(MachineState state) {
  return kStates[static_cast<std::size_t>(state)];
}

std::optional<MachineState> machine_state_named(std::string_view name) {
  for (std::size_t place = 0; place < kStates.size(); ++place)
    if (kStates[place] == name) return static_cast<MachineState>(place);
  return std::nullopt;
}

}  // namespace acrida
