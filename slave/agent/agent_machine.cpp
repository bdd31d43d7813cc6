// AgentMachine: one function per event, in the order of the table in the header.
#include "slave/agent/agent_machine.hpp"

#include <algorithm>
#include <utility>

namespace acrida {
namespace {

constexpr std::uint64_t kHellosPerLogLine = 15;

bool is_about_rows(const wire::FromSlave& message) {
  return std::holds_alternative<wire::RowsWanted>(message) ||
         std::holds_alternative<wire::RowsOpen>(message) ||
         std::holds_alternative<wire::RowsSettled>(message);
}

// Clocks that agree are taken as they are, so that the arrivals of several slaves fit together to
// the microsecond; of others only the time on the way is wrong.
wire::Spawn with_own_clock(wire::Spawn spawn, Now now) {
  constexpr std::chrono::milliseconds kAgreement{200};
  const auto shift = now.wall - spawn.timestamp;
  if (spawn.scenarios_start != WallTime() && std::chrono::abs(shift) > kAgreement)
    spawn.scenarios_start += shift;
  return spawn;
}

}  // namespace

AgentMachine::Actions AgentMachine::on_master(const wire::FromMaster& message, Now now) {
  if (const auto* ack = std::get_if<wire::Ack>(&message))
    on(*ack);
  else if (const auto* spawn = std::get_if<wire::Spawn>(&message))
    on(with_own_clock(*spawn, now), now);
  else if (const auto* custom = std::get_if<wire::Custom>(&message))
    on(*custom);
  else if (std::holds_alternative<wire::Stop>(message))
    begin_stop(State::stopping, now);
  else if (std::holds_alternative<wire::MasterQuit>(message))
    begin_stop(State::quitting, now);
  else if (const auto* reply = std::get_if<wire::HeartbeatReply>(&message))
    on(*reply, now);
  else if (std::holds_alternative<wire::RampComplete>(message) ||
           std::holds_alternative<wire::RowsGranted>(message) ||
           std::holds_alternative<wire::RowsOpened>(message)) {
    for (const LiveRunner& runner : runners_) actions_.push_back(SendRunner{runner.id, message});
  } else if (std::holds_alternative<wire::Reconnect>(message)) {
    actions_.push_back(Reconnect{});
    say_hello(now);
  }
  return take();
}

void AgentMachine::on(const wire::Ack& ack) {
  if (ack.index) slave_index_ = *ack.index;
  master_ = ack.info;
  if (state_ != State::connecting) return;
  state_ = State::ready;
  hellos_ = 0;
  actions_.push_back(Log{"registered with the master as slave " + std::to_string(slave_index_)});
}

void AgentMachine::on(const wire::HeartbeatReply& reply, Now now) {
  if (watch_.on_answer(reply, now)) actions_.push_back(Log{"the master answers again"});
  if (!reply.receipt) return;
  for (wire::StatsReport& report : outbox_.on_receipt(*reply.receipt)) send(std::move(report));
  if (leave_by_ && outbox_.is_settled()) exit(0);
}

void AgentMachine::on(const wire::Spawn& spawn, Now now) {
  if (state_ == State::quitting) return;
  spawned_ = spawn.timestamp;
  send(wire::Spawning{});
  bool goes_on = has_run();
  // Of a master that knows nothing of the run that goes on here.
  if (goes_on && state_ != State::stopping && spawn.epoch != spawn_.epoch)
    begin_stop(State::stopping, now);
  goes_on = has_run();
  if (goes_on && spawn.timestamp <= spawn_.timestamp && spawn.epoch == spawn_.epoch)
    return;  // overtaken by a newer one
  if (state_ == State::stopping) {
    pending_spawn_ = spawn;
    return;
  }
  UserCounts counts = goes_on ? std::move(spawn_.user_counts) : UserCounts{};
  for (const auto& [name, count] : spawn.user_counts) counts[name] = count;
  spawn_ = spawn;
  spawn_.user_counts = std::move(counts);
  state_ = State::spawning;
  if (goes_on) return share_out(spawn, now);
  begin_run(spawn.epoch, now);
  begin_runners();
  start_runner(now);
}

void AgentMachine::on(const wire::Custom& message) {
  for (const LiveRunner& runner : runners_) actions_.push_back(SendRunner{runner.id, message});
  if (current()) return;
  const auto bytes = [](const wire::Custom& one) {
    return one.type.size() + one.data_msgpack.size();
  };
  kept_bytes_ += bytes(message);
  kept_messages_.push_back(message);
  while (kept_messages_.size() > kMaxKeptMessages || kept_bytes_ > kMaxKeptBytes) {
    if (!std::exchange(dropped_messages_, true))
      actions_.push_back(Log{"too many messages before a run: the oldest are dropped", true});
    kept_bytes_ -= bytes(kept_messages_.front());
    kept_messages_.pop_front();
  }
}

void AgentMachine::hand_over_messages(RunnerId to) {
  for (const wire::Custom& message : kept_messages_) actions_.push_back(SendRunner{to, message});
}

// A runner that takes the place of a lost one goes on with the numbers of its run.
void AgentMachine::begin_run(std::uint64_t master_epoch, Now now) {
  using std::chrono::microseconds;
  if (master_epoch != 0 && master_epoch == outbox_.epoch()) return;
  const auto now_us = std::chrono::duration_cast<microseconds>(now.wall.time_since_epoch());
  const bool of_acrida = master_epoch != 0;
  const std::size_t lost = outbox_.begin(
      of_acrida ? master_epoch : static_cast<std::uint64_t>(now_us.count()), of_acrida);
  if (lost > 0)
    actions_.push_back(Log{
        std::to_string(lost) + " reports of the last run have reached no master and are dropped",
        true});
  launches_ = 0;
  crashes_ = 0;
  crashes_in_row_ = 0;
  iterations_begun_.clear();
}

// With the newest version of the test.
void AgentMachine::begin_runners() {
  shares_ = RunnerShares();
  version_ = ++last_version_;
  swap_wanted_ = false;
  replace_per_s_ = 0;
  others_health_.clear();
}

void AgentMachine::begin_stop(State next, Now now) {
  const bool was_stopping = state_ == State::stopping || state_ == State::quitting;
  if (state_ == State::quitting && runners_.empty()) return;  // it leaves
  pending_spawn_.reset();
  restart_at_.reset();
  swap_wanted_ = false;
  if (!was_stopping) drop_candidate();
  if (runners_.empty()) {
    if (next == State::quitting) {
      state_ = State::quitting;
      return leave(now);
    }
    if (state_ == State::connecting) return;
    state_ = State::ready;
    send_stopped();
    return say_hello(now);
  }
  state_ = state_ == State::quitting ? State::quitting : next;
  if (!was_stopping) stop_runners(now);
}

AgentMachine::Actions AgentMachine::on_runner(RunnerId id, wire::FromSlave message, Now now) {
  LiveRunner* runner = find(id);
  if (!runner) return take();  // it was told to end
  if (auto* report = std::get_if<wire::StatsReport>(&message)) {
    on(*runner, std::move(*report));
  } else if (const auto* spawned = std::get_if<wire::SlaveSpawned>(&message)) {
    on(*runner, *spawned, now);
  } else if (std::holds_alternative<wire::ExceptionReport>(message) ||
             std::holds_alternative<wire::Custom>(message)) {
    send(std::move(message));
  } else if (is_about_rows(message)) {
    runner->has_rows = true;
    send(std::move(message));
  } else if (auto* refusal = std::get_if<wire::RunRefused>(&message)) {
    refuse(id, std::move(*refusal), now);
  } else if (auto* request = std::get_if<wire::StopTestRequest>(&message)) {
    on(std::move(*request));
  } else if (std::holds_alternative<wire::ClientStopped>(message)) {
    on_stopped(id, now);
  }
  advance_swap(now);
  return take();
}

void AgentMachine::on(wire::StopTestRequest request) {
  actions_.push_back(Log{"the test asks for its end: " + request.reason +
                             (master_ ? "" : "; a Locust master cannot be asked, so it goes on"),
                         !master_});
  if (!master_) return;
  request.epoch = outbox_.epoch();
  send(std::move(request));
}

void AgentMachine::send_report(wire::StatsReport report) {
  for (const ScenarioDelta& scenario : report.delta.scenarios)
    iterations_begun_[scenario.user_class] += scenario.begun;
  for (wire::StatsReport& one : outbox_.add(std::move(report))) send(std::move(one));
}

void AgentMachine::send_stopped() {
  for (wire::StatsReport& report : outbox_.flush()) send(std::move(report));
  wire::ClientStopped stopped;
  if (spawn_.epoch != 0) stopped = {outbox_.epoch(), outbox_.last_sequence()};
  send(stopped);
}

void AgentMachine::refuse(RunnerId id, wire::RunRefused refusal, Now now) {
  if (is_candidate(id)) {
    actions_.push_back(EndRunner{id});
    forget(id);
    return give_up_swap(refusal.reason, "");
  }
  actions_.push_back(Log{"this slave cannot take part in the run: " + refusal.reason, true});
  if (spawn_.epoch != 0)
    send(std::move(refusal));
  else  // a Locust master knows exceptions only
    send(wire::ExceptionReport{std::move(refusal.reason), "", 1});
  actions_.push_back(EndRunner{id});
  forget(id);
  if (!runners_.empty()) return begin_stop(State::stopping, now);
  // A Locust master does not remember, and would start the same again at once.
  const bool of_locust = spawn_.epoch == 0 && state_ != State::quitting;
  if (of_locust) return give_up_run(kRefusalPause, now);
  after_stop(now);
}

// It registers again, but not as fast as a broken test could crash.
void AgentMachine::give_up_run(std::chrono::seconds pause, Now now) {
  send_stopped();
  state_ = State::connecting;
  next_hello_ = now.mono + pause;
}

void AgentMachine::after_stop(Now now) {
  dropped_messages_ = false;
  kept_messages_.clear();
  kept_bytes_ = 0;
  if (state_ == State::quitting) return leave(now);
  send_stopped();
  say_hello(now);
  if (state_ != State::connecting) state_ = State::ready;
  if (pending_spawn_) {
    const wire::Spawn spawn = *std::exchange(pending_spawn_, {});
    on(spawn, now);
  }
}

// The master hears at once how many reports there are, so that it can say which it has.
void AgentMachine::leave(Now now) {
  if (!master_ || outbox_.is_settled()) return exit(0);
  leave_by_ = now.mono + kLeaveLimit;
  send_heartbeat(now);
}

void AgentMachine::say_hello(Now now) {
  // Not a version of Locust's, so that no master compares it; ours is in the heartbeat.
  send(wire::ClientReady{"", true});
  next_hello_ = now.mono + kHelloPeriod;
}

AgentMachine::Actions AgentMachine::tick(Now now, ProcessUsage usage) {
  usage_ = usage;
  if (leave_by_ && now.mono >= *leave_by_) {
    actions_.push_back(Log{"the master did not confirm the last reports in time", true});
    exit(0);
    return take();
  }
  kill_late_ones(now);
  if (restart_at_ && now.mono >= *restart_at_) start_runner(now);
  replace_users(now);
  advance_swap(now);
  last_tick_ = now.mono;
  watch_master(now);
  if (state_ == State::connecting && now.mono >= next_hello_) {
    if (hellos_++ % kHellosPerLogLine == 0) actions_.push_back(Log{"looking for the master"});
    say_hello(now);
  } else if (state_ != State::connecting && now.mono >= next_heartbeat_) {
    next_heartbeat_ = now.mono + kHeartbeatPeriod;
    send_heartbeat(now);
  }
  return take();
}

void AgentMachine::send_heartbeat(Now now) {
  wire::Heartbeat heartbeat{std::string(state_name()), usage_.cpu_percent, usage_.memory_bytes,
                            info_, watch_.beat(now)};
  wire::Beat& beat = *heartbeat.beat;
  beat.epoch = outbox_.epoch();
  beat.sequence = outbox_.last_sequence();
  beat.spawned = spawned_;
  if (state_ == State::spawning || state_ == State::running) beat.users = spawn_.user_counts;
  beat.stopping = state_ == State::stopping || state_ == State::quitting;
  outbox_.note_beat(beat.number);
  send(std::move(heartbeat));
}

void AgentMachine::watch_master(Now now) {
  if (state_ == State::quitting) return;
  const MasterWatch::News news = watch_.look(now);
  if (news == MasterWatch::News::none) return;
  const auto grace = std::chrono::duration_cast<std::chrono::seconds>(watch_.grace()).count();
  const std::string seconds = std::to_string(grace) + " s";
  if (news == MasterWatch::News::silent) {
    const std::string then = !runners_.empty() ? ": the users go on for " + seconds : "";
    return actions_.push_back(Log{"the master does not answer" + then, true});
  }
  actions_.push_back(
      Log{"the master has not answered for " + seconds + ": users are stopped", true});
  if (!runners_.empty()) begin_stop(State::stopping, now);
  restart_at_.reset();
  state_ = State::connecting;
}

AgentMachine::Actions AgentMachine::shutdown(Now now) {
  if (state_ == State::quitting) {
    for (const LiveRunner& runner : runners_) actions_.push_back(KillRunner{runner.id});
    exit(1);
    return take();
  }
  begin_stop(State::quitting, now);
  return take();
}

void AgentMachine::exit(int code) {
  state_ = State::quitting;
  leave_by_.reset();
  send(wire::SlaveQuit{});
  actions_.push_back(Exit{code});
}

// As Locust's workers say it; while users stop, a worker is still running.
std::string_view AgentMachine::state_name() const {
  switch (state_) {
    case State::spawning:
      return "spawning";
    case State::running:
    case State::stopping:
    case State::quitting:
      return "running";
    case State::connecting:
    case State::ready:
      break;
  }
  return "ready";
}

}  // namespace acrida
