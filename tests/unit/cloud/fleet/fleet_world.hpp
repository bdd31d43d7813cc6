// FleetWorld: a FleetMachine with a FakeCloud, slaves that join from its machines, and a clock.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cloud/fleet/fleet_machine.hpp"
#include "fake_cloud.hpp"

namespace acrida::tests {

/// Every call is carried out at once and answered a step later, as the shell does.
class FleetWorld {
 public:
  static constexpr std::chrono::milliseconds kStep{250};

  explicit FleetWorld(FleetSettings given = {}) : settings(std::move(given)) {
    settings.fleet = "fleet";
    settings.provider = "fake";
    settings.traits = cloud.kinds;
    settings.boot = {.master_host = "10.0.0.1", .master_port = 5557};
    start_master();
  }

  /// The one before, if any, was killed: what it asked for was carried out, its answers are lost.
  void start_master() {
    pending.clear();
    machine.emplace(settings);
  }

  FleetReply spawn(std::size_t count, const std::string& key = "k") {
    SpawnMachines command;
    command.count = count;
    command.key = key;
    return machine->on(command, now);
  }
  FleetReply order(MachineCommand::Verb verb, const std::string& id) {
    return machine->on(MachineCommand{verb, id}, now);
  }

  void step() {
    now.mono += kStep;
    now.wall += kStep;
    const auto answers = std::exchange(pending, {});
    for (const auto& [call, answer] : answers) take(machine->on_answer(call, answer, now));
    take(machine->tick(slaves(), now));
  }
  void pass(std::chrono::milliseconds time) {
    for (auto passed = kStep; passed <= time; passed += kStep) step();
  }

  /// A machine that runs has a slave, until that is drained; it starts again with the machine.
  std::vector<FleetSlave> slaves() {
    std::vector<FleetSlave> present;
    for (const CloudMachine& one : cloud.machines) {
      const std::string token = tag_of(one.tags, cloud_tag::kToken);
      const std::string id = "slave-of-" + token;
      if (one.state != MachineState::running) drained.erase(id);
      if (one.state == MachineState::running && joins && !drained.contains(id))
        present.push_back({id, token, users[token] + (has_run ? crowd : 0), has_run, strain_of()});
    }
    return present;
  }
  /// `work` of one slave, spread evenly.
  std::optional<double> strain_of() const {
    const auto runs = [](const CloudMachine& one) { return one.state == MachineState::running; };
    const auto count = std::count_if(cloud.machines.begin(), cloud.machines.end(), runs);
    if (!has_run) return std::nullopt;
    return work / static_cast<double>(std::max<std::ptrdiff_t>(count, 1));
  }

  FleetView view() const { return machine->view(now); }
  std::string steps() const {
    std::string text;
    for (const MachineView& one : view().machines)
      text += (text.empty() ? "" : " ") + std::string(name_of(one.step));
    return text;
  }

  FleetSettings settings;
  FakeCloud cloud;
  std::optional<FleetMachine> machine;
  Now now{Instant(std::chrono::hours(1)), WallTime(std::chrono::hours(500'000))};
  bool joins = true;
  bool has_run = false;
  double work = 0;
  std::uint64_t crowd = 0;  // users of each slave in a run
  std::map<std::string, std::uint64_t> users;
  std::set<std::string> drained;
  unsigned drain_orders = 0;
  bool drains_at_once = true;
  bool may_end_run = false;  // as the last order says
  std::vector<std::string> news;
  std::vector<std::pair<std::uint64_t, CloudAnswer>> pending;

 private:
  void note_drain(const FleetMachine::DrainSlave& drain) {
    if (drains_at_once) drained.insert(drain.slave);
    ++drain_orders;
    may_end_run = drain.may_end_run;
  }
  void take(const FleetMachine::FleetActions& actions) {
    for (const auto& action : actions) {
      if (const auto* call = std::get_if<FleetMachine::CallProvider>(&action))
        pending.emplace_back(call->call, carry_out(cloud, "fleet", call->request, {}));
      if (const auto* drain = std::get_if<FleetMachine::DrainSlave>(&action)) note_drain(*drain);
      if (const auto* said = std::get_if<FleetMachine::FleetNews>(&action))
        news.push_back(said->text);
    }
  }
};

}  // namespace acrida::tests
