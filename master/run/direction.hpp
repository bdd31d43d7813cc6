// Direction: what a load shape and the master's hooks ask of the run, beside the commands of people.
#pragma once

#include <string>
#include <variant>

#include <acrida/load_shape.hpp>

namespace acrida {

/// The answer to AskForTarget.
struct AimDirection {
  LoadTarget target;
};

/// Ends the active run: its users are stopped.
struct EndDirection {
  std::string reason;   // one line
  bool broken = false;  // it is an error, not the end that was planned
};

/// A custom message of the master's hooks.
struct TellDirection {
  std::string slave;  // identity; "" = all that take part
  std::string type;
  std::string data_msgpack;
};

/// Unlike a RunCommand it is not answered.
using Direction = std::variant<AimDirection, EndDirection, TellDirection>;

}  // namespace acrida
