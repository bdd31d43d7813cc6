// Action: what the RunMachine wants its shell to do.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/wire/director_message.hpp"
#include "core/wire/message.hpp"
#include "master/run/journal_entry.hpp"

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
  std::string text;        // one line
  std::string field = {};  // of a refused StartCommand: the member that is wrong; "" = none
};

/// A new run has begun; its statistics are empty.
struct RunStarted {};

/// The run has reached `stopped`: every report that will be counted has been.
struct RunFinished {
  bool broken = false;  // no slave was left, or too many runners crashed
  std::string reason;   // one line
};

/// To be written to the journal; on_kept() when it is.
struct Keep {
  JournalEntryPtr entry;
};

/// To be written to the journal before any further action is carried out.
struct KeepRows {
  std::uint64_t epoch = 0;
  std::string slave;
  std::string frame;
};

/// The load shape of the run is to say what comes next: an AimDirection or an EndDirection.
struct AskForTarget {
  LoadState state;
};

/// News for the master's hooks; only when the test has hooks.
struct TellDirector {
  wire::ToDirector message;
};

/// Every slave has quit, or had its time to.
struct QuitFinished {};

using Action = std::variant<Send, LogLine, CommandReply, RunStarted, RunFinished, QuitFinished,
                            AskForTarget, TellDirector, Keep, KeepRows>;
using Actions = std::vector<Action>;

}  // namespace acrida
