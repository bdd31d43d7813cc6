// FleetMachine: the machines of a fleet, without any input or output. Here: time.
#include "cloud/fleet/fleet_machine.hpp"

#include <algorithm>
#include <utility>

namespace acrida {

namespace {

/// Of the machines that --autoscale has made; a master that is started again knows them by it.
constexpr char kScaledPrefix[] = "scale-";

}  // namespace

FleetMachine::FleetMachine(FleetSettings settings)
    : settings_(std::move(settings)),
      scaler_(settings_.idle_stop),
      random_(static_cast<std::minstd_rand::result_type>(settings_.seed)) {}

FleetMachine::FleetActions FleetMachine::tick(const std::vector<FleetSlave>& slaves, Now now) {
  poll(machines_poll_, ListMachines{}, now);
  poll(templates_poll_, ListTemplates{settings_.template_tag}, now);
  spawn_at_start(now);
  note_slaves(slaves);
  if (settings_.autoscale) scale(slaves, now);
  for (FleetEntry& entry : entries_) advance(entry, now);
  std::erase_if(entries_, [&](const FleetEntry& entry) {
    return entry.is_over() && !entry.may_exist() && now.mono - entry.since >= kShownWhenOver;
  });
  return take();
}

void FleetMachine::poll(Poll& which, const CloudRequest& request, Now now) {
  const auto period = &which == &machines_poll_ ? list_period() : kTemplatePeriod;
  const bool is_due = !which.is_known || which.error || now.mono >= which.begun + period;
  if (which.call || now.mono < which.next || !is_due) return;
  which.begun = now.mono;
  which.call = call(request, kListLimit);
}

/// Of machines that only run it is enough to know soon that they have ended.
std::chrono::milliseconds FleetMachine::list_period() const {
  std::chrono::milliseconds period = kQuietListPeriod;
  for (const FleetEntry& entry : entries_) {
    const bool rests = entry.step == FleetStep::ready || entry.step == FleetStep::running;
    if (rests) period = std::min(period, kRestingLists * settings_.traits.list_period);
    const bool is_idle =
        entry.step == FleetStep::stopped || (entry.is_over() && !entry.may_exist());
    if (!rests && !is_idle) return settings_.traits.list_period;
  }
  return period;
}

void FleetMachine::spawn_at_start(Now now) {
  if (has_spawned_at_start_ || !machines_poll_.is_known) return;
  has_spawned_at_start_ = true;
  const std::size_t there = counted();
  if (there >= settings_.spawn_at_start || is_ending_) return;
  spawn_by_itself(settings_.spawn_at_start - there, "start-", "--spawn", now);
}

/// As many as the ceilings allow; with none allowed the refusal says why, once, until it is another.
void FleetMachine::spawn_by_itself(std::size_t count, const std::string& prefix,
                                   const std::string& why, Now now) {
  // Not the same as that of another start: what that one made may be gone for good.
  const auto since_1970 =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.wall.time_since_epoch());
  std::size_t left = std::max<std::size_t>(allowed(count), 1);
  for (std::size_t batch = 0; left > 0; ++batch) {
    SpawnMachines spawn;
    spawn.count = std::min(left, SpawnMachines::kMostAtOnce);
    spawn.key = prefix + std::to_string(since_1970.count());
    if (batch > 0) spawn.key += "-" + std::to_string(batch);
    left -= spawn.count;
    const FleetReply reply = carry_out(spawn, now);
    const std::string said = why + ": " + reply.text;
    if (reply.ok || said != refused_) actions_.push_back(FleetNews{said, !reply.ok});
    refused_ = reply.ok ? std::string() : said;
  }
}

std::size_t FleetMachine::allowed(std::size_t count) const {
  count = std::min(count, settings_.max_machines - std::min(settings_.max_machines, counted()));
  const double price = price_of("").value_or(0);
  if (!settings_.max_cost_per_hour || price <= 0) return count;
  const double free = std::max(0.0, *settings_.max_cost_per_hour - cost_per_hour()) / price;
  return std::min(count, static_cast<std::size_t>(free));
}

void FleetMachine::scale(const std::vector<FleetSlave>& slaves, Now now) {
  // After a machine that failed no other is made until its row is gone: it may fail, too, and cost.
  const bool is_changing =
      std::any_of(entries_.begin(), entries_.end(), [](const FleetEntry& entry) {
        if (entry.step == FleetStep::failed) return entry.id.starts_with(kScaledPrefix);
        return entry.counts() && entry.step != FleetStep::ready && entry.step != FleetStep::running;
      });
  const auto youngest = std::find_if(entries_.rbegin(), entries_.rend(), [](const FleetEntry& one) {
    return one.is_up() && !one.is_pinned && one.id.starts_with(kScaledPrefix);
  });
  const std::string surplus = youngest == entries_.rend() ? std::string() : youngest->id;
  const FleetScaler::Wish wish = scaler_.look(slaves, surplus, is_changing || is_ending_, now.mono);
  if (wish.more > 0)
    spawn_by_itself(wish.more, kScaledPrefix, "--autoscale: slaves come near their limit", now);
  if (wish.one_fewer)
    begin_end(*youngest, FleetEntry::Goal::remove, FleetEntry::Cause::surplus,
              "--autoscale: the others are enough", now);
}

void FleetMachine::note_slaves(const std::vector<FleetSlave>& slaves) {
  std::map<std::string_view, FleetEntry*> by_id;
  for (FleetEntry& entry : entries_) {
    entry.slaves.clear();
    entry.users = 0;
    entry.is_in_run = false;
    by_id[entry.id] = &entry;
  }
  for (const FleetSlave& slave : slaves) {
    const auto found = by_id.find(slave.machine);
    if (found == by_id.end()) continue;
    found->second->slaves.push_back(slave.id);
    found->second->users += slave.users;
    found->second->is_in_run = found->second->is_in_run || slave.is_in_run;
  }
}

void FleetMachine::advance(FleetEntry& entry, Now now) {
  switch (entry.step) {
    case FleetStep::requested:
      return advance_request(entry, now);
    case FleetStep::booting:
    case FleetStep::connecting:
    case FleetStep::ready:
    case FleetStep::running:
      return advance_up(entry, now);
    case FleetStep::draining:
      return advance_draining(entry, now);
    case FleetStep::stopping:
      return advance_stopping(entry, now);
    case FleetStep::failed:  // what is left of it costs
      if (!entry.provider_id.empty() && !entry.call && now.mono >= entry.next_try)
        change(entry, ChangeMachine::Verb::remove);
      return;
    case FleetStep::stopped:
      if (entry.expires && now.wall >= *entry.expires)
        begin_end(entry, FleetEntry::Goal::remove, FleetEntry::Cause::order, "its lifetime is over",
                  now);
      return;
    case FleetStep::gone:
      return;
  }
}

void FleetMachine::advance_request(FleetEntry& entry, Now now) {
  if (entry.call || entry.unsure_since) return;  // the next list tells
  for (const Poll* poll : {&machines_poll_, &templates_poll_}) {
    if (poll->is_known) continue;
    if (poll->error && !next_attempt(settings_.retries, *poll->error, poll->failed, 0))
      fail(entry, *poll->error, now);
    return;
  }
  if (now.mono < entry.next_try || creating_ >= kMaxCreating) return;
  if (templates_.empty()) {
    const TemplateTag& tag = settings_.template_tag;
    return fail(entry,
                {CloudFault::not_found, "templates",
                 "template not found: none has the tag " + tag.key + "=" + tag.value,
                 "tag one, or name another tag with --template-tag"},
                now);
  }
  if (entry.template_id.empty()) entry.template_id = usual_template()->id;
  for (const MachineTemplate& one : templates_)
    if (one.id == entry.template_id && !one.problem.empty())
      return fail(entry,
                  {CloudFault::invalid, "templates", "template " + one.id + ": " + one.problem,
                   "mend it, or name another template"},
                  now);
  clone(entry, now);
}

void FleetMachine::clone(FleetEntry& entry, Now now) {
  if (!entry.expires) entry.expires = now.wall + settings_.lifetime;
  CloneSpec spec{.template_id = entry.template_id,
                 .name = "acrida-" + entry.id,
                 .token = entry.id,
                 .tags = {{cloud_tag::kRole, cloud_tag::kSlave},
                          {cloud_tag::kFleet, settings_.fleet},
                          {cloud_tag::kToken, entry.id},
                          {cloud_tag::kMadeFrom, entry.template_id},
                          {cloud_tag::kExpires, expiry_text(*entry.expires)}},
                 .boot = settings_.boot};
  if (!settings_.test_name.empty()) spec.tags[cloud_tag::kRun] = settings_.test_name;
  ++creating_;
  if (entry.started == Instant{}) entry.started = now.mono;
  entry.is_cloning = true;
  entry.unsure_since = now.mono;
  entry.call = call(CloneMachine{std::move(spec)}, settings_.boot_limit);
}

void FleetMachine::change(FleetEntry& entry, ChangeMachine::Verb verb) {
  entry.call = call(ChangeMachine{verb, entry.provider_id}, kChangeLimit);
}

void FleetMachine::advance_up(FleetEntry& entry, Now now) {
  if (entry.expires && now.wall >= *entry.expires)
    return begin_end(entry, FleetEntry::Goal::remove, FleetEntry::Cause::order,
                     "its lifetime is over", now);
  if (!entry.slaves.empty()) {
    if (entry.step == FleetStep::booting || entry.step == FleetStep::connecting) {
      entry.error.reset();
      log(entry, "its slave is here");
    }
    entry.enter(entry.users > 0 ? FleetStep::running : FleetStep::ready, now.mono);
  } else if (entry.step == FleetStep::ready || entry.step == FleetStep::running) {
    entry.enter(FleetStep::connecting, now.mono);
    log(entry, "its slaves are missing", true);
  }
  if (entry.step == FleetStep::booting && now.mono - entry.started >= settings_.boot_limit)
    return fail(entry,
                {CloudFault::transient, "boot",
                 "it did not run within " + std::to_string(settings_.boot_limit.count()) + " s",
                 "look at its console; it is deleted"},
                now);
  if (entry.step == FleetStep::connecting && now.mono - entry.since >= settings_.join_limit)
    return fail(
        entry,
        {CloudFault::transient, "connect",
         "no slave of it came within " + std::to_string(settings_.join_limit.count()) + " s",
         "see that it reaches " + settings_.boot.master_host + ":" +
             std::to_string(settings_.boot.master_port) + "; it is deleted"},
        now);
  // A load shape may have no users for a while.
  if (entry.is_in_run)
    entry.idle_since.reset();
  else if (entry.step == FleetStep::ready && !entry.idle_since)
    entry.idle_since = now.mono;
  const auto idle_until = idle_end(entry);
  if (idle_until && now.mono >= *idle_until)
    begin_end(entry, FleetEntry::Goal::stop, FleetEntry::Cause::idle,
              "it had no users for its idle time", now);
}

std::optional<Instant> FleetMachine::idle_end(const FleetEntry& entry) const {
  if (!entry.idle_since || entry.is_pinned || entry.idle_stop.count() == 0) return std::nullopt;
  return std::max(*entry.idle_since + entry.idle_stop, entry.extended_until);
}

void FleetMachine::advance_draining(FleetEntry& entry, Now now) {
  if (entry.cause == FleetEntry::Cause::idle && entry.is_in_run) {
    entry.goal = FleetEntry::Goal::run;
    entry.enter(FleetStep::connecting, now.mono);
    return log(entry, "a run has begun: it stays");
  }
  drain_slaves(entry);
  const bool is_late = now.mono - entry.since >= settings_.drain_limit;
  if (!entry.slaves.empty() && !is_late) return;
  if (is_late) log(entry, "its slaves did not leave in time", true);
  entry.enter(FleetStep::stopping, now.mono);
  advance_stopping(entry, now);
}

/// One that a supervisor has started again would take users.
void FleetMachine::drain_slaves(FleetEntry& entry) {
  for (const std::string& slave : entry.slaves)
    if (entry.drained.insert(slave).second)
      actions_.push_back(DrainSlave{slave, entry.cause == FleetEntry::Cause::order});
}

void FleetMachine::advance_stopping(FleetEntry& entry, Now now) {
  drain_slaves(entry);
  if (entry.call || now.mono < entry.next_try) return;
  if (entry.expires && now.wall >= *entry.expires) entry.goal = FleetEntry::Goal::remove;
  if (!entry.provider_id.empty())
    return change(entry, entry.goal == FleetEntry::Goal::stop ? ChangeMachine::Verb::stop
                                                              : ChangeMachine::Verb::remove);
  if (entry.unsure_since) return;  // the next list tells
  entry.enter(FleetStep::gone, now.mono);
  log(entry, "is gone");
}

void FleetMachine::begin_end(FleetEntry& entry, FleetEntry::Goal goal, FleetEntry::Cause cause,
                             const std::string& why, Now now) {
  const bool keeps = settings_.traits.keeps_stopped;
  entry.cause = cause;
  entry.goal = goal == FleetEntry::Goal::stop && !keeps ? FleetEntry::Goal::remove : goal;
  entry.next_try = {};
  entry.failed_calls = 0;
  if (entry.call && entry.step == FleetStep::requested) actions_.push_back(CancelCall{*entry.call});
  const bool drains = entry.step != FleetStep::stopping && !entry.slaves.empty();
  log(entry, why + (drains ? ": its users move, then it ends" : ": it ends"));
  entry.enter(drains ? FleetStep::draining : FleetStep::stopping, now.mono);
}

void FleetMachine::fail(FleetEntry& entry, CloudError error, Now now) {
  log(entry, text_of(error), true);
  entry.error = std::move(error);
  entry.next_try = {};
  entry.failed_calls = 0;
  entry.enter(FleetStep::failed, now.mono);
}

void FleetMachine::end(Now now) {
  if (std::exchange(is_ending_, true)) return;
  for (FleetEntry& entry : entries_) {
    if (entry.step == FleetStep::gone || entry.step == FleetStep::failed) continue;
    entry.slaves.clear();  // they have been told to quit
    begin_end(entry, FleetEntry::Goal::remove, FleetEntry::Cause::order, "the master ends", now);
    entry.step = FleetStep::stopping;
  }
}

bool FleetMachine::has_ended() const {
  return std::none_of(entries_.begin(), entries_.end(), [](const FleetEntry& entry) {
    return entry.may_exist() || !entry.is_over();
  });
}

std::vector<std::string> FleetMachine::left() const {
  std::vector<std::string> ids;
  for (const FleetEntry& entry : entries_)
    if (entry.may_exist()) ids.push_back(entry.id);
  return ids;
}

std::uint64_t FleetMachine::call(CloudRequest request, std::chrono::seconds limit) {
  actions_.push_back(CallProvider{++last_call_, std::move(request), limit});
  return last_call_;
}

void FleetMachine::log(const FleetEntry& entry, const std::string& text, bool is_warning) {
  actions_.push_back(FleetNews{"machine " + entry.id + ": " + text, is_warning});
}

double FleetMachine::jitter() {
  return std::uniform_real_distribution<>(0, 1)(random_);
}

}  // namespace acrida
