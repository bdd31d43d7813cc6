// FleetMachine: the machines of a fleet. Here: what is asked of it, and what is shown of it.
#include <algorithm>
#include <cctype>
#include <utility>

#include "cloud/fleet/fleet_machine.hpp"

namespace acrida {
namespace {

constexpr std::size_t kMaxKeyBytes = 64;
constexpr std::string_view kRetryMark = "-r";

bool is_key(const std::string& text) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; };
  return !text.empty() && text.size() <= kMaxKeyBytes && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), fits);
}

FleetReply refusal(std::string why, std::string field = "") {
  return {.ok = false, .text = std::move(why), .field = std::move(field)};
}

/// Without what a retry has added.
std::string first_id_of(const std::string& id) {
  const std::size_t mark = id.rfind(kRetryMark);
  if (mark == std::string::npos) return id;
  const std::string number = id.substr(mark + kRetryMark.size());
  const bool is_number =
      !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? id.substr(0, mark) : id;
}

std::string counted_text(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " machine" : " machines");
}

}  // namespace

FleetReply FleetMachine::on(const FleetCommand& command, Now now) {
  return std::visit([&](const auto& one) { return carry_out(one, now); }, command);
}

FleetReply FleetMachine::carry_out(const SpawnMachines& spawn, Now now) {
  if (is_ending_) return refusal("the master ends");
  if (spawn.count == 0 || spawn.count > SpawnMachines::kMostAtOnce)
    return refusal("count: 1 to " + std::to_string(SpawnMachines::kMostAtOnce), "count");
  if (!is_key(spawn.key))
    return refusal("key: letters, digits and hyphens, at most " + std::to_string(kMaxKeyBytes),
                   "key");
  FleetReply reply;
  std::vector<std::string> ids;
  for (std::size_t number = 0; number < spawn.count; ++number) {
    const std::string id = spawn.key + "-" + std::to_string(number);
    const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const FleetEntry& entry) {
      return first_id_of(entry.id) == id;
    });
    reply.machines.push_back(known == entries_.end() ? id : known->id);
    if (known == entries_.end()) ids.push_back(id);
  }
  if (auto refused = refuse(spawn, ids.size())) return *refused;
  for (const std::string& id : ids) {
    FleetEntry& entry = add(id, now);
    entry.template_id = spawn.template_id;
    entry.idle_stop = spawn.idle_stop.value_or(settings_.idle_stop);
    log(entry, "is requested");
  }
  reply.text = counted_text(ids.size()) + " requested";
  if (ids.size() < spawn.count)
    reply.text += ", " + std::to_string(spawn.count - ids.size()) + " were before";
  return reply;
}

std::optional<FleetReply> FleetMachine::refuse(const SpawnMachines& spawn, std::size_t more) const {
  if (more == 0) return std::nullopt;
  const bool is_known =
      spawn.template_id.empty() ||
      std::any_of(templates_.begin(), templates_.end(),
                  [&](const MachineTemplate& one) { return one.id == spawn.template_id; });
  if (templates_poll_.is_known && !is_known)
    return refusal("template: there is none of the id " + spawn.template_id, "template");
  if (counted() + more > settings_.max_machines)
    return refusal("count: " + counted_text(counted()) + " of at most " +
                       std::to_string(settings_.max_machines) +
                       " are there already; stop some, or raise --max-machines",
                   "count");
  if (entries_.size() + more > kMaxEntries)
    return refusal("count: too many machines are remembered; delete rows that are over", "count");
  if (!settings_.max_cost_per_hour) return std::nullopt;
  const double cost = price_of(spawn.template_id).value_or(0) * static_cast<double>(more);
  if (cost_per_hour() + cost <= *settings_.max_cost_per_hour) return std::nullopt;
  return refusal("count: the machines would cost more an hour than --max-cost allows; stop some",
                 "count");
}

FleetReply FleetMachine::carry_out(const MachineCommand& command, Now now) {
  using Verb = MachineCommand::Verb;
  FleetEntry* entry = find(command.machine);
  if (entry == nullptr)
    return refusal("machine: there is none of the id " + command.machine, "machine");
  switch (command.verb) {
    case Verb::stop:
      return end_by_hand(*entry, FleetEntry::Goal::stop, now);
    case Verb::remove:
      return end_by_hand(*entry, FleetEntry::Goal::remove, now);
    case Verb::retry:
      return retry(*entry, now);
    case Verb::pin:
    case Verb::unpin:
      break;
  }
  entry->is_pinned = command.verb == Verb::pin;
  if (entry->idle_since) entry->idle_since = now.mono;
  return {.text = entry->is_pinned ? "it stays until it is stopped" : "it stops when it is idle",
          .machines = {entry->id}};
}

FleetReply FleetMachine::end_by_hand(FleetEntry& entry, FleetEntry::Goal goal, Now now) {
  const bool removes = goal == FleetEntry::Goal::remove;
  FleetReply reply{.text = "machine " + entry.id + " ends", .machines = {entry.id}};
  if (entry.is_over()) {
    if (!removes) return refusal("machine: it is " + std::string(name_of(entry.step)), "machine");
    if (entry.may_exist()) return refusal("machine: it is being deleted already", "machine");
    std::erase_if(entries_, [&](const FleetEntry& one) { return one.id == reply.machines[0]; });
    reply.text = "the row is gone";
    return reply;
  }
  if (entry.step == FleetStep::stopped && !removes)
    return refusal("machine: it is stopped already", "machine");
  const bool is_ending = entry.step == FleetStep::draining || entry.step == FleetStep::stopping;
  if (is_ending && entry.goal == goal) return reply;
  begin_end(entry, goal, FleetEntry::Cause::order, removes ? "is to be deleted" : "is to stop",
            now);
  return reply;
}

FleetReply FleetMachine::retry(FleetEntry& entry, Now now) {
  if (is_ending_) return refusal("the master ends");
  entry.next_try = {};
  entry.failed_calls = 0;
  FleetReply reply{.text = "it is tried again", .machines = {}};
  if (entry.step == FleetStep::stopped) {
    if (counted() >= settings_.max_machines)
      return refusal("machine: there are as many as --max-machines allows", "machine");
    entry.goal = FleetEntry::Goal::run;
    entry.started = now.mono;
    entry.enter(FleetStep::booting, now.mono);
    change(entry, ChangeMachine::Verb::start);
    reply.text = "it starts";
  } else if (entry.step == FleetStep::failed) {
    if (entry.may_exist())
      return refusal("machine: what is left of it is still being deleted; try again then",
                     "machine");
    if (counted() >= settings_.max_machines)
      return refusal("machine: there are as many as --max-machines allows", "machine");
    for (Poll* poll : {&machines_poll_, &templates_poll_}) {
      poll->failed = 0;
      if (!poll->call) poll->next = now.mono;
      poll->error.reset();
    }
    // A token that was used up names the machine that is gone.
    if (entry.seen != Instant{}) {
      const std::string first = first_id_of(entry.id) + std::string(kRetryMark);
      unsigned number = 2;
      while (find(first + std::to_string(number)) != nullptr) ++number;
      entry.id = first + std::to_string(number);
    }
    entry.seen = entry.started = {};
    entry.goal = FleetEntry::Goal::run;
    entry.expires.reset();
    entry.error.reset();
    entry.enter(FleetStep::requested, now.mono);
  } else if (!entry.error) {
    return refusal("machine: nothing of it has failed", "machine");
  }
  reply.machines = {entry.id};
  return reply;
}

FleetReply FleetMachine::carry_out(const ExtendMachine& extend, Now now) {
  FleetEntry* entry = find(extend.machine);
  if (entry == nullptr)
    return refusal("machine: there is none of the id " + extend.machine, "machine");
  if (extend.by.count() <= 0 || extend.by > ExtendMachine::kLongest)
    return refusal(
        "by_s: 1 to " + std::to_string(std::chrono::seconds(ExtendMachine::kLongest).count()),
        "by_s");
  const Instant from = std::max(idle_end(*entry).value_or(now.mono), now.mono);
  entry->extended_until = std::min(from + extend.by, now.mono + ExtendMachine::kLongest);
  return {.text = "its countdown is longer", .machines = {entry->id}};
}

FleetEntry& FleetMachine::add(const std::string& id, Now now) {
  FleetEntry& entry = entries_.emplace_back();
  entry.id = id;
  entry.since = now.mono;
  entry.idle_stop = settings_.idle_stop;
  return entry;
}

FleetEntry* FleetMachine::find(const std::string& id) {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const FleetEntry& entry) { return entry.id == id; });
  return found == entries_.end() ? nullptr : &*found;
}

std::size_t FleetMachine::counted() const {
  return static_cast<std::size_t>(std::count_if(
      entries_.begin(), entries_.end(), [](const FleetEntry& entry) { return entry.counts(); }));
}

/// The first one that can be used, else the first one; null when there is none.
const MachineTemplate* FleetMachine::usual_template() const {
  for (const MachineTemplate& one : templates_)
    if (one.problem.empty()) return &one;
  return templates_.empty() ? nullptr : &templates_.front();
}

/// Of the usual template for "".
std::optional<double> FleetMachine::price_of(const std::string& template_id) const {
  const MachineTemplate* usual = usual_template();
  if (template_id.empty()) return usual == nullptr ? std::nullopt : usual->price_per_hour;
  for (const MachineTemplate& one : templates_)
    if (one.id == template_id) return one.price_per_hour;
  return std::nullopt;
}

double FleetMachine::cost_per_hour() const {
  double sum = 0;
  for (const FleetEntry& entry : entries_)
    if (entry.counts()) sum += price_of(entry.template_id).value_or(0);
  return sum;
}

FleetView FleetMachine::view(Now now) const {
  FleetView view;
  view.provider = settings_.provider;
  view.fleet = settings_.fleet;
  view.max_machines = settings_.max_machines;
  view.counted = counted();
  view.max_cost_per_hour = settings_.max_cost_per_hour;
  view.cost_per_hour = cost_per_hour();
  view.idle_stop = settings_.idle_stop;
  view.templates = templates_;
  view.error = machines_poll_.error ? machines_poll_.error : templates_poll_.error;
  view.is_scaling = settings_.autoscale;
  view.strain = scaler_.strain();
  view.is_known = machines_poll_.is_known;
  for (const FleetEntry& entry : entries_) {
    MachineView& shown = view.machines.emplace_back();
    shown.id = entry.id;
    shown.provider_id = entry.provider_id;
    shown.template_id = entry.template_id;
    shown.address = entry.address;
    shown.step = entry.step;
    shown.step_s = std::chrono::duration<double>(now.mono - entry.since).count();
    shown.steps = entry.steps;
    shown.error = entry.error;
    shown.can_retry =
        entry.step == FleetStep::stopped || (entry.step == FleetStep::failed && !entry.may_exist());
    if (const auto until = idle_end(entry))
      shown.idle_stop_in = std::max(std::chrono::ceil<std::chrono::seconds>(*until - now.mono),
                                    std::chrono::seconds(0));
    shown.is_pinned = entry.is_pinned;
    shown.is_adopted = entry.is_adopted;
    shown.expires = entry.expires;
    shown.slaves = entry.slaves;
    shown.users = entry.users;
    shown.price_per_hour = price_of(entry.template_id);
  }
  return view;
}

}  // namespace acrida
