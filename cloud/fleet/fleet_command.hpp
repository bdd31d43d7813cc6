// FleetCommand: what a person or a program asks of the machines.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace acrida {

/// More machines. The same `key` again makes no more of them, after a restart of the master too.
struct SpawnMachines {
  static constexpr std::size_t kMostAtOnce = 100;

  std::size_t count = 1;
  std::string template_id = {};  // "" = the first one that can be used
  std::optional<std::chrono::seconds> idle_stop = {};
  std::string key;  // letters, digits and hyphens; begins the ids of the machines
};

/// One machine, by its id.
struct MachineCommand {
  enum class Verb {
    stop,    // its users move, then it stops; it is deleted where stopping saves nothing
    remove,  // its users move, then it is deleted; a row of what is over goes
    retry,   // what failed; a stopped machine starts
    pin,     // it is never stopped for being idle
    unpin,
  };
  Verb verb = Verb::stop;
  std::string machine;
};

/// It is not stopped for being idle within this time.
struct ExtendMachine {
  static constexpr std::chrono::hours kLongest{24 * 7};

  std::string machine;
  std::chrono::seconds by{1'800};
};

using FleetCommand = std::variant<SpawnMachines, MachineCommand, ExtendMachine>;

struct FleetReply {
  bool ok = true;
  std::string text;                        // one line
  std::string field = {};                  // the member that is wrong
  std::vector<std::string> machines = {};  // ids of those that the command is about
};

}  // namespace acrida
