// Action: what the RunMachine wants its shell to do.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/wire/message.hpp"

namespace acrida {

struct Send {
  std::string slave;  // identity
  wire::FromMaster message;
};

enum class LogLevel { kDebug, kInfo, kWarning, kError };

struct LogLine {
  LogLevel level = LogLevel::kInfo;
  std::string text;  // one line, printable
};

/// Exactly one for each command.
struct CommandReply {
  std::uint64_t id = 0;
  bool ok = true;
  std::string text;  // one line
};

/// A new run has begun; its statistics are empty.
struct RunStarted {};

/// The run has reached `stopped`: every report that will be counted has been.
struct RunFinished {
  bool broken = false;  // no slave was left, or too many runners crashed
  std::string reason;   // one line
};

/// Every slave has quit, or had its time to.
struct QuitFinished {};

using Action = std::variant<Send, LogLine, CommandReply, RunStarted, RunFinished, QuitFinished>;
using Actions = std::vector<Action>;

}  // namespace acrida
