// FleetDrive: a FleetMachine on a real provider, with a clock of its own.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cloud/fleet/fleet_machine.hpp"

namespace acrida::tests {

/// Each step is a quarter of a second of the machine's time and a few milliseconds of the test's;
/// calls are made within it. Machines that run have a slave. The provider outlives it.
class FleetDrive final {
 public:
  FleetDrive(CloudProvider& provider, const std::string& fleet, TemplateTag tag = {});

  FleetReply spawn(std::size_t count, const std::string& key);
  FleetReply order(MachineCommand::Verb verb, const std::string& id);
  /// Steps until then; false when that takes too long.
  bool until(const std::function<bool()>& holds);
  /// All machines are ready; those that failed are tried again, each once.
  bool come_up(std::size_t count);
  /// As a master ends: false when something is left.
  bool end();

  FleetView view() const { return machine_.view(now_); }
  /// "ready ready", and errors, for messages.
  std::string story() const;
  /// All errors that machines had, or lists.
  const std::vector<CloudError>& errors() const { return errors_; }

 private:
  void step();
  void take(const FleetMachine::FleetActions& actions);
  std::vector<FleetSlave> slaves() const;

  CloudProvider& provider_;
  acrida::FleetSettings settings_;
  FleetMachine machine_;
  Now now_;
  std::vector<std::pair<std::uint64_t, CloudAnswer>> answers_;
  std::vector<CloudMachine> listed_;
  std::vector<CloudError> errors_;
};

}  // namespace acrida::tests
