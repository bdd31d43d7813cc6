// FleetSlave: what a FleetMachine knows of a slave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace acrida {

struct FleetSlave {
  std::string id;
  std::string machine;  // "" = on none of the fleet's
  std::uint64_t users = 0;
  bool is_in_run = false;  // it may get users at any moment
  /// How much of what it can do it does: at 1 its results begin to be in doubt. Nothing while it does
  /// not say.
  std::optional<double> strain = {};
};

}  // namespace acrida
