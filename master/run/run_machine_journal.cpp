// RunMachine: the master's logic without any input or output. Here: what outlives the master.
#include <utility>

#include "core/wire/codec.hpp"
#include "master/run/run_machine.hpp"

namespace acrida {

RunStanding RunMachine::standing() const {
  const Run& run = *run_;
  RunStanding standing;
  standing.epoch = run.epoch;
  standing.test_hash = settings_.test_hash;
  using Phase = RunStanding::Phase;
  standing.phase = is_active(state_)               ? Phase::active
                   : state_ == RunState::kStopping ? Phase::stopping
                                                   : Phase::over;
  standing.start.users = run.ramp.target();
  standing.start.spawn_rate = run.ramp.rate_per_s();
  standing.start.host = run.host;
  standing.start.run_time = run.run_time;
  standing.start.user_classes = run.user_classes;
  standing.start.stop_timeout = run.stop_timeout;
  standing.start.rate = run.rate;
  standing.start.thresholds = run.thresholds;
  for (const auto& [name, value] : run.options) {
    const auto own = settings_.options.find(name);
    if (!settings_.secret_options.contains(name))
      standing.start.options[name] = value;
    else if (own == settings_.options.end() || own->second != value)
      standing.withheld.push_back(name);
  }
  standing.start.shape = run.shape.empty() ? StartCommand::kNoShape : run.shape;
  standing.start.shape_period =
      std::chrono::duration_cast<std::chrono::milliseconds>(run.shape_period);
  standing.started_at = run.start.wall;
  if (run.ends_at) standing.ends_at = run.wall_of({*run.ends_at, {}});
  if (run.scenarios.started()) standing.scenarios_started_at = run.scenarios.started()->wall;
  standing.scenarios_since = run.scenarios.since();
  standing.scenario_slaves = run.scenarios.division();
  standing.ramp_was_complete = run.ramp_was_complete;
  standing.crashes = run.crashes;
  standing.reason = run.reason;
  standing.broken = run.broken;
  return standing;
}

SlaveStanding RunMachine::standing_of(const Slave& slave, const std::string& id) const {
  SlaveStanding standing;
  standing.id = id;
  standing.index = slave.index;
  standing.version = slave.version;
  standing.is_acrida = slave.is_acrida;
  standing.wants_heartbeat_reply = slave.wants_heartbeat_reply;
  standing.present = slave.present;
  standing.has_part = run_->ramp.plan().has_slave(id);
  if (standing.has_part) standing.planned = run_->ramp.plan().counts_of(id);
  const auto awaited = run_->awaited.find(id);
  if (awaited != run_->awaited.end()) {
    standing.has_part = true;
    standing.planned = awaited->second;
  }
  standing.draining = slave.draining;
  standing.shift_s = slave.reports.shift_s;
  standing.crashes = slave.crashes;
  return standing;
}

void RunMachine::keep(bool ends_second) {
  if (!settings_.is_journaled || !run_ || adopting_) return;
  auto entry = std::make_shared<JournalEntry>();
  entry->sums = stats_.take_sums(now_);
  if (state_ == RunState::kStopped && run_->is_kept && entry->sums.empty() && !markers_.has_new())
    return;
  entry->run = standing();
  entry->time = entry->run.kept_at = run_->wall_of(now_);
  entry->ends_second = ends_second;
  const Timeline::Moment present = moment();
  entry->users = present.users;
  entry->target_users = present.target_users;
  entry->cpu_percent = present.cpu_percent;
  entry->loop_lag_ms = present.loop_lag_ms;
  entry->lateness_ms = present.lateness_ms;
  entry->anew = run_->zeroed_at.has_value();
  entry->anew_at = std::exchange(run_->zeroed_at, std::nullopt).value_or(WallTime());
  entry->rounded = stats_.rounded();
  entry->exceptions = std::exchange(run_->unkept_exceptions, {});
  entry->markers = markers_.take_new();
  for (auto& [id, slave] : slaves_.all()) {
    if (slave.reports.epoch == run_->epoch && slave.written != slave.reports.sequence)
      entry->received[slave.index] = slave.written = slave.reports.sequence;
    SlaveStanding standing = standing_of(slave, id);
    if (slave.standing && *slave.standing == standing) continue;
    slave.standing = standing;
    entry->slaves.push_back(std::move(standing));
  }
  run_->is_kept = state_ == RunState::kStopped;
  actions_.push_back(Keep{std::move(entry)});
}

Actions RunMachine::on_kept(const JournalEntry& entry) {
  if (!run_ || entry.run.epoch != run_->epoch) return {};
  for (auto& [id, slave] : slaves_.all()) {
    const auto found = entry.received.find(slave.index);
    if (found != entry.received.end()) slave.kept = found->second;
  }
  return {};
}

void RunMachine::keep_rows(const wire::FromSlave& message, const std::string& id) {
  if (settings_.is_journaled && run_ && rows_.is_used())
    actions_.push_back(KeepRows{run_->epoch, id, wire::encode(message, id)});
}

// Started again, in the place of a master that has died.

Result<void> RunMachine::adopt(const RunStanding& run, Now now) {
  now_ = now;
  auto classes = choose_classes(run.start.user_classes, options_of(run.start));
  if (!classes) return classes.error();
  adopting_ = true;
  last_epoch_ = run.epoch;
  make_run(run.start, std::move(*classes));
  run_->epoch = run.epoch;
  const auto age = std::max<std::chrono::nanoseconds>(now.wall - run.started_at, {});
  run_->start = {now.mono - age, run.started_at};
  run_->ramp_was_complete = run.ramp_was_complete;
  run_->crashes = run.crashes;
  run_->reason = run.reason;
  run_->broken = run.broken;
  run_->scenarios.resume(run.scenario_slaves, run.scenarios_since, run.scenarios_started_at, now);
  stats_.begin(run.epoch, run_->start);
  judge_from(run_->start);
  markers_.clear();
  judge_.begin(now);
  rows_.begin(run.epoch, settings_.feeders);
  return {};
}

void RunMachine::replay(const JournalEntry& entry) {
  const Now then = run_->now_at(entry.time);
  for (const SlaveStanding& standing : entry.slaves) restore(standing);
  if (entry.anew) stats_.reset(run_->now_at(entry.anew_at));
  stats_.count(entry.sums, then);
  stats_.set_rounded(entry.rounded);
  for (const ExceptionOf& exception : entry.exceptions)
    stats_.add_exception(exception.report, exception.slave);
  run_->scenarios.merge(entry.sums.scenarios);
  for (const Marker& marker : entry.markers) markers_.add(marker);
  markers_.take_new();
  Timeline::Moment moment;
  moment.users = entry.users;
  moment.target_users = entry.target_users;
  moment.cpu_percent = entry.cpu_percent;
  moment.loop_lag_ms = entry.loop_lag_ms;
  moment.lateness_ms = entry.lateness_ms;
  if (entry.ends_second) {
    stats_.advance_second(moment, then);
    stats_.thresholds().advance(then);
  }
  for (auto& [id, slave] : slaves_.all()) {
    const auto found = entry.received.find(slave.index);
    if (found == entry.received.end()) continue;
    slave.reports.epoch = run_->epoch;
    slave.reports.sequence = slave.kept = slave.written = found->second;
  }
  last_timestamp_ = std::max(last_timestamp_, entry.time);
}

void RunMachine::restore(const SlaveStanding& standing) {
  Slave* slave = slaves_.restore(standing.id, standing.index);
  if (slave == nullptr) return;
  slave->version = standing.version;
  slave->is_acrida = standing.is_acrida;
  slave->wants_heartbeat_reply = standing.wants_heartbeat_reply;
  slave->present = standing.present;
  slave->state = standing.present ? "running" : "missing";
  slave->heard = true;
  slave->last_heartbeat = now_.mono + kReturnWait;
  slave->draining = standing.draining;
  slave->reports.shift_s = standing.shift_s;
  slave->crashes = standing.crashes;
  slave->standing = standing;
  run_->awaited.erase(standing.id);
  if (standing.has_part) run_->awaited[standing.id] = standing.planned;
}

// What a slave says it has been told is newer than the journal, which is up to a second old.
void RunMachine::take_over(const std::string& id, const wire::Heartbeat& heartbeat) {
  if (!run_ || adopting_) return;
  const auto found = run_->awaited.find(id);
  if (found == run_->awaited.end()) return;
  UserCounts users = std::move(found->second);
  run_->awaited.erase(found);
  if (const auto& beat = heartbeat.beat) {
    const bool is_of_run = beat->epoch == run_->epoch;
    // Nonsense would cost the plan dearly.
    const bool is_sane =
        total_users(beat->users) + run_->ramp.plan().total() <= StartCommand::kMaxUsers;
    if (!is_of_run)
      users.clear();
    else if (is_sane)
      users = beat->users;
  }
  if (!is_active(state_)) return;
  run_->ramp.restore_slave(id, users);
  if (run_->awaited.empty()) run_->ramp.aim_again(now_.mono);
}

// Whoever is cut off from all slaves at once is more likely cut off itself than alone in the world.
void RunMachine::await_lost() {
  state_ = RunState::kSpawning;
  run_->planned_since.reset();
  for (const auto& [id, slave] : slaves_.all())
    if (slave.lost) run_->awaited.try_emplace(id);
  run_->await_until = now_.mono + kSilenceLimit;
  log(LogLevel::kWarning, "no slave is left: for " + std::to_string(kSilenceLimit.count()) +
                              " s the run waits for one to come back");
}

// One that was awaited is lost, or all of them have been for too long.
void RunMachine::await_no_more() {
  if (!run_->awaited.empty()) return;
  if (slaves_.present_count() > 0) return run_->ramp.aim_again(now_.mono);
  run_->reason = "no slave has come back";
  finish_run(true);
}

void RunMachine::replay_rows(const wire::FromSlave& message, const std::string& id) {
  rows_.replay(message, id);
}

void RunMachine::give_up_adoption() {
  adopting_ = false;
  run_.reset();
  slaves_ = SlaveRegistry();
  stats_ = RunStats(settings_.is_journaled);
  rows_ = RowDesk();
  markers_.clear();
}

Actions RunMachine::resume(const RunStanding& run, Now now) {
  now_ = now;
  adopting_ = false;
  const auto away = std::max<std::chrono::nanoseconds>(now.wall - run.kept_at, {});
  log(LogLevel::kWarning,
      "the run goes on that began at an earlier start of this master; it was away for about " +
          std::to_string(std::chrono::round<std::chrono::seconds>(away).count()) + " s");
  for (const std::string& name : run.withheld)
    log(LogLevel::kWarning, "the secret argument " + name +
                                " of the run is not in the journal: slaves that join have this "
                                "master's, if any");
  actions_.emplace_back(std::in_place_type<RunStarted>);
  run_->run_time = run.start.run_time;
  if (run.ends_at) run_->ends_at = run_->now_at(*run.ends_at).mono;
  state_ = RunState::kSpawning;
  run_->ramp.aim(run.start.users.value_or(0), run.start.spawn_rate.value_or(1), now.mono);
  if (run.phase == RunStanding::Phase::stopping) stop_run(run.reason);
  return std::exchange(actions_, {});
}

}  // namespace acrida
