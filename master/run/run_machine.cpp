// RunMachine: the master's logic without any input or output. Here: time and the course of a run.
#include "master/run/run_machine.hpp"

#include <algorithm>
#include <utility>

#include "master/run/peer_name.hpp"

namespace acrida {

RunMachine::RunMachine(RunSettings settings)
    : settings_(std::move(settings)), stats_(settings_.is_journaled) {}

Actions RunMachine::on(const wire::FromSlave& message, const std::string& slave, Now now) {
  now_ = now;
  if (!is_slave_name(slave)) return on_garbage(slave, "its identity is not a plain word", now);
  std::visit([&](const auto& content) { handle(content, slave); }, message);
  check_stopped();
  check_quit();
  return std::exchange(actions_, {});
}

Actions RunMachine::on(const RunCommand& command, Now now) {
  now_ = now;
  std::visit([&](const auto& body) { carry_out(command.id, body); }, command.body);
  check_stopped();
  check_quit();
  return std::exchange(actions_, {});
}

Actions RunMachine::on_garbage(const std::string& peer, std::string_view why, Now now) {
  now_ = now;
  ++garbage_;
  if (gate_.may_log(peer, now.mono)) {
    log(LogLevel::kWarning, "ignored a bad frame from " + printable(peer) + ": " + printable(why));
  }
  return std::exchange(actions_, {});
}

Actions RunMachine::tick(Now now) {
  now_ = now;
  note_pause();
  find_lost_slaves();
  if (is_active(state_)) advance_run();
  check_stopped();
  check_quit();
  if (!next_second_) next_second_ = now.mono + std::chrono::seconds(1);
  if (now.mono >= *next_second_) {
    keep(true);
    stats_.advance_second(moment(), now);
    if (is_active(state_)) look_at_thresholds();
    // After a pause of the process the missed seconds are skipped, not made up for.
    *next_second_ += std::chrono::seconds(1);
    if (*next_second_ <= now.mono) next_second_ = now.mono + std::chrono::seconds(1);
  }
  return std::exchange(actions_, {});
}

void RunMachine::look_at_thresholds() {
  if (const auto why = stats_.thresholds().advance(now_)) stop_run(*why);
}

std::size_t RunMachine::known_slaves(Now now) const {
  std::size_t count = 0;
  for (const auto& [id, slave] : slaves_.all()) {
    const bool known = slave.heard || now.mono - slave.last_heartbeat >= kFirstHeartbeatWait;
    count += slave.present && known ? 1 : 0;
  }
  return count;
}

/// Who does not run hears nobody: that is nobody else's silence.
void RunMachine::note_pause() {
  const Instant before = std::exchange(last_tick_, now_.mono).value_or(now_.mono);
  const auto pause = now_.mono - before;
  if (pause < kPause) return;
  for (auto& [id, slave] : slaves_.all())
    slave.last_heartbeat = std::min(slave.last_heartbeat + pause, now_.mono);
  log(LogLevel::kWarning,
      "this master did not run for " +
          std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(pause).count()) +
          " ms");
}

void RunMachine::find_lost_slaves() {
  for (auto& [id, slave] : slaves_.all()) {
    if (!slave.present || now_.mono - slave.last_heartbeat <= settings_.slave_timeout) continue;
    log(LogLevel::kWarning, "slave " + id + " is missing: no heartbeat in time");
    if (is_active(state_)) mark(Marker::Kind::slave_lost, "slave " + id + " is missing");
    take_out(slave, id, "missing");
  }
}

void RunMachine::advance_run() {
  Run& run = *run_;
  if (run.ends_at && now_.mono >= *run.ends_at) return stop_run("the run time is over");
  if (run.await_until && now_.mono >= *run.await_until) {
    run.await_until.reset();
    run.awaited.clear();
    return await_no_more();
  }
  if (!run.awaited.empty()) return;
  run.await_until.reset();
  ask_shape();
  run.had_users = run.had_users || slaves_.user_count() > 0;
  // A shape's ramp may never be complete.
  if (run.shape_period.count() > 0 && run.had_users) start_scenarios();
  if (state_ == RunState::kRunning && scenarios_are_over())
    return stop_run("every scenario is over");
  if (state_ != RunState::kSpawning) return;
  run.ramp.advance(now_.mono);
  dispatch();
  if (!run.ramp.finished(now_.mono)) return;
  if (!run.planned_since) run.planned_since = now_.mono;
  // A shape may have another target at the next moment: its ramp is done when it stays for a while.
  const bool has_shape = run.shape_period.count() > 0;
  if (has_shape && !run.shape_target) return;
  const bool reported = !has_shape && slaves_.user_count() == run.ramp.plan().total();
  if (reported || now_.mono - *run.planned_since >= kRampReportWait) complete_ramp();
}

void RunMachine::dispatch() {
  Run& run = *run_;
  std::map<std::string, UserCounts> planned;
  for (const auto& [id, slave] : slaves_.all())
    if (slave.present && run.ramp.plan().has_slave(id))
      planned.emplace(id, run.ramp.plan().counts_of(id));
  if (!run.scenarios.empty()) run.scenarios.divide(planned, now_);
  for (auto& [id, counts] : planned) {
    Slave& slave = *slaves_.find(id);
    if (slave.sent == counts && slave.sent_scenarios == run.scenarios.generation()) continue;
    send_spawn(id, slave, std::move(counts));
  }
}

void RunMachine::send_spawn(const std::string& id, Slave& slave, UserCounts counts) {
  const Run& run = *run_;
  wire::Spawn spawn;
  spawn.timestamp = next_timestamp();
  spawn.user_counts = counts;
  spawn.host = run.host;
  spawn.stop_timeout_s = static_cast<double>(run.stop_timeout.count());
  spawn.options = run.options;
  for (const RunFeeder& feeder : settings_.feeders) spawn.data_hashes.push_back(feeder.hash);
  spawn.epoch = run.epoch;
  spawn.scenarios = run.scenarios.plans_of(id);
  if (run.scenarios.started()) spawn.scenarios_start = run.scenarios.started()->wall;
  slave.sent = std::move(counts);
  slave.sent_scenarios = run.scenarios.generation();
  slave.spawned_at = spawn.timestamp;
  send(id, std::move(spawn));
}

void RunMachine::end_drained(const Slave& slave, const std::string& id) {
  if (slave.draining && slave.present && total_users(slave.users) == 0)
    send(id, wire::MasterQuit{});
}

void RunMachine::complete_ramp() {
  state_ = RunState::kRunning;
  const std::uint64_t planned = run_->ramp.plan().total();
  if (run_->shape.empty()) mark(Marker::Kind::spawned, std::to_string(planned) + " users spawned");
  std::string text = "all users spawned:";
  for (const auto& [name, count] : run_->ramp.plan().counts()) {
    text += " " + name + " " + std::to_string(count) + ",";
  }
  log(run_->shape.empty() ? LogLevel::kInfo : LogLevel::kDebug,
      text + " together " + std::to_string(planned));
  if (planned < run_->ramp.target()) {
    log(LogLevel::kWarning, "the classes' fixed counts allow only " + std::to_string(planned) +
                                " of " + std::to_string(run_->ramp.target()) + " users");
  }
  for (const auto& [id, slave] : slaves_.all()) {
    // An old Locust worker would log an unknown message here too.
    if (slave.present && slave.wants_heartbeat_reply) send(id, wire::RampComplete{planned});
  }
  using News = wire::RunNews;
  tell_hooks(News{News::Kind::spawning_complete, planned});
  if (settings_.reset_stats && !run_->ramp_was_complete) {
    reset_stats();
    tell_hooks(News{News::Kind::reset_stats});
    log(LogLevel::kInfo, "statistics reset after the ramp");
  }
  run_->ramp_was_complete = true;
  start_scenarios();
}

void RunMachine::start_scenarios() {
  if (run_->scenarios.empty() || run_->scenarios.started()) return;
  run_->scenarios.start(now_);
  dispatch();
}

bool RunMachine::scenarios_are_over() {
  Run& run = *run_;
  const bool is_empty = run.had_users && slaves_.user_count() == 0;
  if (!is_empty || !run.scenarios.will_end(run.user_classes, now_)) {
    run.empty_since.reset();
    return false;
  }
  if (!run.empty_since) run.empty_since = now_.mono;
  return now_.mono - *run.empty_since >= kScenariosOver;
}

/// Locust's workers know no executors: their users would run as a closed model.
bool RunMachine::may_take_part(const Slave& slave, const std::string& id) {
  if (run_->scenarios.empty() || slave.is_acrida || slave.may_be_acrida) return true;
  log(LogLevel::kWarning,
      "slave " + id +
          " gets no users in this run: a Locust worker knows no arrival rates and "
          "executors");
  return false;
}

void RunMachine::stop_run(std::string reason) {
  state_ = RunState::kStopping;
  run_->stopping_since = now_.mono;
  run_->scenarios_end = now_;
  run_->reason = std::move(reason);
  log(run_->broken ? LogLevel::kError : LogLevel::kInfo, "stopping: " + run_->reason);
  mark(Marker::Kind::stop, run_->reason);
  tell_hooks(wire::RunNews{wire::RunNews::Kind::test_stopping});
  keep();
  for (auto& [id, slave] : slaves_.all()) {
    if (!slave.present) continue;
    slave.stopped_at = next_timestamp();
    send(id, wire::Stop{});
    const bool has_users = slave.sent || run_->awaited.contains(id);
    slave.stopping = has_users ? Slave::Stopping::kUsers : Slave::Stopping::kNo;
    slave.final_sequence = 0;
  }
}

void RunMachine::check_stopped() {
  if (state_ != RunState::kStopping) return;
  const bool late = now_.mono - run_->stopping_since >= run_->stop_timeout + kStopGrace;
  for (auto& [id, slave] : slaves_.all()) {
    if (slave.stopping == Slave::Stopping::kNo) continue;
    if (slave.stopping == Slave::Stopping::kLastReport && !slave.is_acrida) {
      if (now_.mono - slave.stopping_since < kLastReportWait) return;
    } else if (!late) {
      return;
    } else {
      log(LogLevel::kWarning, "slave " + id + " did not confirm its stop within " +
                                  std::to_string((run_->stop_timeout + kStopGrace).count()) +
                                  " s; its last requests may not be counted");
    }
    slave.stopping = Slave::Stopping::kNo;
  }
  finish_run(run_->broken);
}

void RunMachine::finish_run(bool broken) {
  if (is_active(state_)) mark(Marker::Kind::stop, run_->reason);
  state_ = RunState::kStopped;
  run_->end_time = now_.wall;
  if (!run_->scenarios_end) run_->scenarios_end = now_;
  stats_.finish(now_, moment());
  for (auto& [id, slave] : slaves_.all()) {
    slave.sent.reset();
    slave.stopping = Slave::Stopping::kNo;
  }
  add(rows_.sum_up());
  log(broken ? LogLevel::kError : LogLevel::kInfo, "stopped: " + run_->reason);
  for (const std::uint64_t id : std::exchange(waiting_for_stop_, {})) {
    reply(id, true, "Test stopped");
  }
  tell_hooks(wire::RunNews{wire::RunNews::Kind::test_stop});
  run_->broken = broken;
  keep();
  actions_.push_back(RunFinished{broken, run_->reason});
  if (next_settings_) settings_ = *std::exchange(next_settings_, std::nullopt);
  if (quit_command_) start_quitting();
}

void RunMachine::start_quitting() {
  if (quitting_since_) return;
  quitting_since_ = now_.mono;
  for (const auto& [id, slave] : slaves_.all()) {
    if (slave.present) send(id, wire::MasterQuit{});
  }
}

void RunMachine::check_quit() {
  if (!quitting_since_ || !quit_command_) return;
  const bool late = now_.mono - *quitting_since_ >= kQuitWait;
  for (const auto& [id, slave] : slaves_.all()) {
    if (!slave.present) continue;
    if (!late) return;
    log(LogLevel::kWarning, "slave " + id + " did not quit in time");
  }
  reply(*quit_command_, true, "quit");
  quit_command_.reset();
  actions_.emplace_back(std::in_place_type<QuitFinished>);
}

WallTime RunMachine::next_timestamp() {
  // A slave discards what is not newer, so a wall clock that is set back must not be followed.
  using std::chrono::microseconds;  // as exact as times travel
  last_timestamp_ = std::max<WallTime>(std::chrono::floor<microseconds>(now_.wall),
                                       last_timestamp_ + microseconds(1));
  return last_timestamp_;
}

void RunMachine::send(const std::string& slave, wire::FromMaster message) {
  actions_.push_back(Send{slave, std::move(message)});
}

void RunMachine::add(Actions actions) {
  for (Action& action : actions) actions_.push_back(std::move(action));
}

void RunMachine::log(LogLevel level, std::string text) {
  actions_.push_back(LogLine{level, std::move(text)});
}

void RunMachine::reply(std::uint64_t id, bool ok, std::string text, std::string field) {
  actions_.push_back(CommandReply{id, ok, std::move(text), std::move(field)});
}

}  // namespace acrida
