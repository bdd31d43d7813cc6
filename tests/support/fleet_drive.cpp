// FleetDrive: a FleetMachine on a real provider, with a clock of its own.
#include "tests/support/fleet_drive.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

constexpr auto kStep = 250ms;
constexpr auto kPause = 1ms;
constexpr int kMostSteps = 4'000;

acrida::FleetSettings settings_for(const CloudProvider& provider, const std::string& fleet,
                                   TemplateTag tag) {
  acrida::FleetSettings settings;
  settings.fleet = fleet;
  settings.template_tag = std::move(tag);
  settings.provider = provider.name();
  settings.traits = provider.traits();
  settings.boot = {.master_host = "10.0.0.1", .master_port = 5557, .enrolment_token = "secret"};
  settings.test_name = "shop.cpp";
  return settings;
}

}  // namespace

FleetDrive::FleetDrive(CloudProvider& provider, const std::string& fleet, TemplateTag tag)
    : provider_(provider),
      settings_(settings_for(provider, fleet, std::move(tag))),
      machine_(settings_),
      now_{Instant(std::chrono::hours(1)), std::chrono::system_clock::now()} {}

FleetReply FleetDrive::spawn(std::size_t count, const std::string& key) {
  SpawnMachines command;
  command.count = count;
  command.key = key;
  return machine_.on(command, now_);
}

FleetReply FleetDrive::order(MachineCommand::Verb verb, const std::string& id) {
  return machine_.on(MachineCommand{verb, id}, now_);
}

void FleetDrive::step() {
  now_.mono += kStep;
  now_.wall += kStep;
  for (const auto& [call, answer] : std::exchange(answers_, {}))
    take(machine_.on_answer(call, answer, now_));
  take(machine_.tick(slaves(), now_));
  std::this_thread::sleep_for(kPause);
}

void FleetDrive::take(const FleetMachine::FleetActions& actions) {
  for (const auto& action : actions) {
    const auto* call = std::get_if<FleetMachine::CallProvider>(&action);
    if (call == nullptr) continue;
    CloudAnswer answer = carry_out(provider_, settings_.fleet, call->request, {});
    if (const auto* error = std::get_if<CloudError>(&answer)) errors_.push_back(*error);
    if (const auto* machines = std::get_if<std::vector<CloudMachine>>(&answer)) listed_ = *machines;
    answers_.emplace_back(call->call, std::move(answer));
  }
}

std::vector<FleetSlave> FleetDrive::slaves() const {
  std::vector<FleetSlave> present;
  for (const CloudMachine& one : listed_) {
    const std::string token = tag_of(one.tags, cloud_tag::kToken);
    const MachineView* shown = nullptr;
    const FleetView seen = view();
    for (const MachineView& row : seen.machines)
      if (row.id == token) shown = &row;
    const bool drains = shown != nullptr &&
                        (shown->step == FleetStep::draining || shown->step == FleetStep::stopping);
    if (one.state == MachineState::running && !drains)
      present.push_back({"slave-of-" + token, token, 0, false});
  }
  return present;
}

bool FleetDrive::until(const std::function<bool()>& holds) {
  for (int count = 0; count < kMostSteps; ++count) {
    if (holds()) return true;
    step();
  }
  return false;
}

bool FleetDrive::come_up(std::size_t count) {
  std::set<std::string> retried;
  return until([&] {
    const FleetView seen = view();
    for (const MachineView& one : seen.machines)
      if (one.step == FleetStep::failed && one.can_retry && retried.insert(one.id).second)
        (void)order(MachineCommand::Verb::retry, one.id);
    return seen.machines.size() == count &&
           std::all_of(seen.machines.begin(), seen.machines.end(),
                       [](const MachineView& one) { return one.step == FleetStep::ready; });
  });
}

bool FleetDrive::end() {
  machine_.end(now_);
  return until([&] { return machine_.has_ended(); });
}

std::string FleetDrive::story() const {
  std::string text;
  for (const MachineView& one : view().machines) {
    text += std::string(name_of(one.step)) + " ";
    if (one.error) text += "(" + text_of(*one.error) + ") ";
  }
  for (const CloudError& error : errors_) text += "\n  " + text_of(error);
  return text;
}

}  // namespace acrida::tests
