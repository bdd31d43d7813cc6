// FleetMachine: the machines of a fleet. Here: what the provider answers.
#include <algorithm>
#include <utility>

#include "cloud/fleet/fleet_machine.hpp"

namespace acrida {
namespace {

/// What a clone has made is deleted again when it fails so.
bool leaves_nothing(CloudFault fault) {
  return fault != CloudFault::outcome_unknown && fault != CloudFault::cancelled &&
         fault != CloudFault::already_exists;
}

}  // namespace

FleetMachine::FleetActions FleetMachine::on_answer(std::uint64_t call, const CloudAnswer& answer,
                                                   Now now) {
  for (Poll* poll : {&machines_poll_, &templates_poll_}) {
    if (poll->call != call) continue;
    poll->call.reset();
    if (const auto* error = std::get_if<CloudError>(&answer)) {
      on_poll_error(*poll, *error, now);
      return take();
    }
    poll->failed = 0;
    poll->is_known = true;
    poll->error.reset();
    if (const auto* machines = std::get_if<std::vector<CloudMachine>>(&answer))
      on_list(*machines, now);
    if (const auto* templates = std::get_if<std::vector<MachineTemplate>>(&answer))
      templates_ = *templates;
    return take();
  }
  for (FleetEntry& entry : entries_) {
    if (entry.call != call) continue;
    on_answer_of(entry, answer, now);
    break;
  }
  return take();
}

void FleetMachine::on_poll_error(Poll& poll, const CloudError& error, Now now) {
  if (!poll.error) actions_.push_back(FleetNews{"cloud: " + text_of(error), true});
  poll.error = error;
  // Not given up: machines that run must be known. What waits for it fails by itself.
  poll.next = now.mono + retry_pause(settings_.retries, error, ++poll.failed, jitter());
}

void FleetMachine::on_answer_of(FleetEntry& entry, const CloudAnswer& answer, Now now) {
  entry.call.reset();
  if (!std::exchange(entry.is_cloning, false)) return on_changed(entry, answer, now);
  --creating_;
  if (const auto* machine = std::get_if<CloudMachine>(&answer))
    return on_cloned(entry, *machine, now);
  if (const auto* error = std::get_if<CloudError>(&answer)) on_clone_error(entry, *error, now);
}

void FleetMachine::on_cloned(FleetEntry& entry, const CloudMachine& machine, Now now) {
  log(entry, "is made: " + machine.id);
  note_seen(entry, machine, now);
}

void FleetMachine::on_clone_error(FleetEntry& entry, CloudError error, Now now) {
  // By its time limit: it may take longer, as when an image is made first.
  if (error.fault == CloudFault::cancelled && entry.step == FleetStep::requested)
    error.fault = CloudFault::outcome_unknown;
  if (!entry.provider_id.empty()) {  // a list has shown it meanwhile
    if (entry.step != FleetStep::booting || !leaves_nothing(error.fault)) return;
    entry.provider_id.clear();
    entry.enter(FleetStep::requested, now.mono);
  }
  if (is_refusal(error.fault))
    entry.unsure_since.reset();
  else
    entry.unsure_since = now.mono;
  if (entry.step != FleetStep::requested) return;  // it is to end anyway
  const auto pause = next_attempt(settings_.retries, error, ++entry.failed_calls, jitter());
  if (!pause) return fail(entry, error, now);
  entry.error = error;
  entry.next_try = now.mono + *pause;
}

void FleetMachine::on_changed(FleetEntry& entry, const CloudAnswer& answer, Now now) {
  const auto* error = std::get_if<CloudError>(&answer);
  const bool is_gone = error != nullptr &&
                       (error->fault == CloudFault::gone || error->fault == CloudFault::not_found);
  if (error != nullptr && !is_gone) {
    // An end is tried for as long as it takes; a start is given up.
    ++entry.failed_calls;
    const bool starts = entry.step == FleetStep::booting;
    if (starts && !next_attempt(settings_.retries, *error, entry.failed_calls, jitter()))
      return fail(entry, *error, now);
    if (entry.failed_calls == 1) log(entry, text_of(*error), true);
    if (entry.step != FleetStep::failed) entry.error = *error;
    const bool is_passing_fault = is_passing(error->fault) || error->fault == CloudFault::cancelled;
    if (entry.step == FleetStep::stopping && entry.goal == FleetEntry::Goal::stop &&
        !is_passing_fault) {
      entry.goal = FleetEntry::Goal::remove;
      return log(entry, "it cannot be stopped: it is deleted", true);
    }
    entry.next_try =
        now.mono + retry_pause(settings_.retries, *error, entry.failed_calls, jitter());
    return;
  }
  entry.failed_calls = 0;
  if (entry.step == FleetStep::failed) {
    entry.provider_id.clear();
    return;
  }
  if (entry.step != FleetStep::stopping) {
    if (is_gone) has_vanished(entry, "it is gone", now);
    return;
  }
  entry.error.reset();
  if (entry.goal == FleetEntry::Goal::stop && !is_gone)
    return entry.enter(FleetStep::stopped, now.mono);
  entry.provider_id.clear();
  entry.unsure_since.reset();
  entry.enter(FleetStep::gone, now.mono);
  log(entry, "is gone");
}

void FleetMachine::on_list(const std::vector<CloudMachine>& machines, Now now) {
  std::map<std::string, const CloudMachine*> listed;
  for (const CloudMachine& machine : machines) {
    if (!is_ours(machine.tags, settings_.fleet)) continue;
    const std::string token = tag_of(machine.tags, cloud_tag::kToken);
    const CloudMachine*& known = listed[token];
    // Of two with one token the one that lives counts; the other is a record.
    if (known == nullptr || known->state == MachineState::gone) known = &machine;
  }
  for (FleetEntry& entry : entries_) {
    const auto found = listed.find(entry.id);
    if (found == listed.end()) {
      note_missing(entry, now);
      continue;
    }
    note_seen(entry, *found->second, now);
    listed.erase(found);
  }
  for (const auto& [token, machine] : listed) adopt(*machine, now);
}

void FleetMachine::adopt(const CloudMachine& machine, Now now) {
  const bool is_gone = machine.state == MachineState::gone;
  if (is_gone && !settings_.traits.keeps_records) return;
  if (entries_.size() >= kMaxEntries) return;
  FleetEntry& entry = add(tag_of(machine.tags, cloud_tag::kToken), now);
  entry.is_adopted = true;
  entry.template_id = tag_of(machine.tags, cloud_tag::kMadeFrom);
  entry.expires = parse_expiry(tag_of(machine.tags, cloud_tag::kExpires));
  if (!entry.expires) entry.expires = now.wall + settings_.lifetime;
  log(entry, "was there already: " + machine.id);
  entry.started = now.mono;
  note_seen(entry, machine, now);
  if (is_ending_)
    begin_end(entry, FleetEntry::Goal::remove, FleetEntry::Cause::order, "the master ends", now);
}

void FleetMachine::note_seen(FleetEntry& entry, const CloudMachine& machine, Now now) {
  const bool lives = machine.state != MachineState::gone && machine.state != MachineState::stopping;
  const bool was_unsure = entry.unsure_since.has_value();
  if (!machine.address.empty()) entry.address = machine.address;
  if (entry.step == FleetStep::gone || (entry.step == FleetStep::failed && !was_unsure)) {
    // Lists may be behind; what is still there later was not deleted.
    if (!lives || now.mono - entry.since < kRemovalSettles || !entry.provider_id.empty()) return;
    entry.provider_id = machine.id;
    if (entry.step == FleetStep::gone)
      begin_end(entry, FleetEntry::Goal::remove, FleetEntry::Cause::order, "it is still there",
                now);
    return;
  }
  entry.seen = now.mono;
  entry.provider_id = machine.id;
  entry.unsure_since.reset();
  if (entry.step == FleetStep::stopping) return;
  if (entry.step == FleetStep::requested || entry.step == FleetStep::failed) {
    entry.failed_calls = 0;
    entry.error.reset();
    entry.started = now.mono;
    entry.enter(FleetStep::booting, now.mono);
    if (is_ending_)
      return begin_end(entry, FleetEntry::Goal::remove, FleetEntry::Cause::order, "the master ends",
                       now);
  }
  switch (machine.state) {
    case MachineState::pending:
      return;
    case MachineState::running:
      if (entry.step == FleetStep::stopped) {
        entry.goal = FleetEntry::Goal::run;
        entry.enter(FleetStep::booting, now.mono);
      }
      if (entry.step == FleetStep::booting) entry.enter(FleetStep::connecting, now.mono);
      return;
    case MachineState::stopping:
      return;
    case MachineState::stopped:
      if (entry.step == FleetStep::stopped || entry.call) return;
      if (entry.step == FleetStep::booting && !entry.is_adopted) return;  // about to be started
      log(entry, "was stopped" + (machine.detail.empty() ? "" : ": " + machine.detail));
      entry.goal = FleetEntry::Goal::stop;
      return entry.enter(FleetStep::stopped, now.mono);
    case MachineState::gone:
      return has_vanished(entry, machine.detail.empty() ? "it ended" : machine.detail, now);
  }
}

void FleetMachine::note_missing(FleetEntry& entry, Now now) {
  const auto appears_within = settings_.traits.appears_within;
  if (entry.call && entry.is_cloning) return;
  if (entry.unsure_since && machines_poll_.begun > *entry.unsure_since + appears_within) {
    entry.unsure_since.reset();
    return;
  }
  if (entry.provider_id.empty() || machines_poll_.begun <= entry.seen + appears_within) return;
  entry.provider_id.clear();
  has_vanished(entry, "the provider does not know it any more", now);
}

void FleetMachine::has_vanished(FleetEntry& entry, const std::string& why, Now now) {
  if (entry.is_over()) return;
  if (entry.step == FleetStep::stopping) return;  // what is left of it is deleted
  if (entry.goal != FleetEntry::Goal::run) {
    entry.goal = FleetEntry::Goal::remove;
    return entry.enter(FleetStep::stopping, now.mono);
  }
  // Its autostop, or its own limit, may have ended it; nobody misses it.
  if (entry.idle_since && now.mono - *entry.idle_since >= kEndsByItself) {
    entry.goal = FleetEntry::Goal::remove;
    entry.enter(entry.provider_id.empty() ? FleetStep::gone : FleetStep::stopping, now.mono);
    return log(entry, "ended by itself while it was idle: " + why);
  }
  fail(entry, {CloudFault::gone, "run", "the machine ended: " + why}, now);
}

}  // namespace acrida
