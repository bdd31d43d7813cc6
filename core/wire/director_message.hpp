// The messages between the master and its director, one struct each, as PROTOCOL.md defines them.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <acrida/load_shape.hpp>

#include "core/base/result.hpp"
#include "core/wire/message.hpp"

namespace acrida::wire {

// --- master to director -----------------------------------------------------------------------

/// A run is about to start: the director makes its shape, calls test_start and answers RunDirected.
struct DirectRun {
  std::uint64_t number = 0;                    // of this director; comes back
  std::string shape;                           // of the plugin; "" = none
  std::map<std::string, std::string> options;  // the test's arguments, secrets among them
  bool operator==(const DirectRun&) const = default;
};

/// Answered by ShapeAnswer.
struct AskShape {
  LoadState state;
  bool operator==(const AskShape& other) const {
    return state.run_time == other.state.run_time && state.users == other.state.users;
  }
};

/// Something of the run that hooks may want to know; `users` only of `spawning_complete`.
struct RunNews {
  enum class Kind : std::uint8_t { spawning_complete, test_stopping, test_stop, reset_stats };
  Kind kind = Kind::test_stop;
  std::uint64_t users = 0;
  bool operator==(const RunNews&) const = default;
};

/// A slave takes part from now on.
struct SlaveJoined {
  std::string slave;
  bool operator==(const SlaveJoined&) const = default;
};

/// What a slave has attached to its report.
struct SlaveData {
  std::string slave;
  NamedData values;
  bool operator==(const SlaveData&) const = default;
};

/// A custom message: of this slave to the director, or of the director to this slave ("" = all).
struct CustomOf {
  std::string slave;
  std::string type;
  std::string data_msgpack;
  bool operator==(const CustomOf&) const = default;
};

/// The master ends with this exit code: answered by the one to end with.
struct QuitWith {
  std::int64_t exit_code = 0;
  bool operator==(const QuitWith&) const = default;
};

using ToDirector =
    std::variant<DirectRun, AskShape, RunNews, SlaveJoined, SlaveData, CustomOf, QuitWith>;

// --- director to master -----------------------------------------------------------------------

/// The run may start. `error`: it may not, because its shape could not be made.
struct RunDirected {
  std::uint64_t number = 0;
  std::string error;
  bool operator==(const RunDirected&) const = default;
};

/// No target: the run is over. `error`: the shape threw.
struct ShapeAnswer {
  std::optional<LoadTarget> target;
  std::string error;
  bool operator==(const ShapeAnswer&) const = default;
};

/// A hook threw; the director has logged it.
struct HookThrew {
  bool operator==(const HookThrew&) const = default;
};

using FromDirector = std::variant<RunDirected, ShapeAnswer, HookThrew, CustomOf, QuitWith>;

/// One frame, [type, data]. What a decoder refuses is named in one line, as in codec.hpp.
std::string encode(const ToDirector& message);
std::string encode(const FromDirector& message);
Result<ToDirector> decode_to_director(std::string_view frame);
Result<FromDirector> decode_from_director(std::string_view frame);

}  // namespace acrida::wire
