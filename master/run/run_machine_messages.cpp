// RunMachine: the master's logic without any input or output. Here: what slaves say.
#include <charconv>
#include <string>
#include <utility>

#include "master/run/peer_name.hpp"
#include "master/run/run_machine.hpp"

namespace acrida {
namespace {

/// Locust versions with which this master's behaviour has been compared.
constexpr int kLocustMajor = 2;
constexpr int kOldestLocustMinor = 12;
/// From here on workers understand the answer to their heartbeat.
constexpr int kHeartbeatReplyMinor = 19;

struct LocustVersion {
  int major = 0;
  int minor = 0;
};

LocustVersion parse_version(const std::string& text) {
  LocustVersion version;
  const char* end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, version.major);
  if (major.ec == std::errc() && major.ptr != end && *major.ptr == '.') {
    std::from_chars(major.ptr + 1, end, version.minor);
  }
  return version;
}

}  // namespace

Slave* RunMachine::registered(const std::string& id) {
  Slave* slave = slaves_.find(id);
  if (slave != nullptr && slave->state != "quit") return slave;
  // Not answered: an Acrida slave registers again when its heartbeats stay unanswered.
  ++unknown_senders_;
  return nullptr;
}

Slave* RunMachine::admit(const std::string& id) {
  Slave* slave = slaves_.admit(id);
  if (slave == nullptr && gate_.may_log(id, now_.mono))
    log(LogLevel::kWarning, "refused slave " + id + ": there are too many slaves already");
  return slave;
}

// A hello does not tell an Acrida slave from a Locust worker, which ignores further keys.
void RunMachine::acknowledge(const Slave& slave, const std::string& id) {
  send(id, wire::Ack{slave.index, wire::MasterInfo{settings_.version, settings_.test_path,
                                                   settings_.test_hash}});
}

void RunMachine::handle(const wire::ClientReady& hello, const std::string& id) {
  const bool again = slaves_.find(id) != nullptr;
  Slave* slave = admit(id);
  if (slave == nullptr) return;
  if (!again) check_version(hello, id);
  if (!slave->is_acrida) {
    slave->version = printable(hello.version);
    slave->may_be_acrida = hello.skip_version_check && !slave->is_foreign;
    const LocustVersion version = parse_version(hello.version);
    slave->wants_heartbeat_reply = !hello.skip_version_check && version.major == kLocustMajor &&
                                   version.minor >= kHeartbeatReplyMinor;
  }
  slave->state = "ready";
  slave->users.clear();
  slave->sent.reset();  // whoever says hello has no users
  if (run_ && run_->awaited.erase(id) > 0 && run_->awaited.empty()) run_->ramp.aim_again(now_.mono);
  give_up_rows(id);
  if (state_ == RunState::kStopping && slave->stopping == Slave::Stopping::kUsers)
    note_stopped(*slave, slave->final_sequence);
  slave->last_heartbeat = now_.mono;
  acknowledge(*slave, id);
  if (!slave->present) {
    log(LogLevel::kInfo, "slave " + id + " (index " + std::to_string(slave->index) +
                             ") is ready; " + std::to_string(slaves_.present_count() + 1) +
                             " connected");
  }
  take_in(*slave, id);
}

void RunMachine::check_version(const wire::ClientReady& hello, const std::string& id) {
  if (hello.skip_version_check || hello.version.empty()) return;
  if (hello.version == settings_.version) return;
  const LocustVersion version = parse_version(hello.version);
  if (version.major == kLocustMajor && version.minor >= kOldestLocustMinor) return;
  log(LogLevel::kWarning, "slave " + id + " has version " + printable(hello.version) +
                              ": accepted, but this master knows Acrida " + settings_.version +
                              " and Locust 2.12 or newer");
}

void RunMachine::note_acrida(Slave& slave, const std::string& id, const wire::SlaveInfo& info) {
  slave.descriptors = info.descriptors;
  slave.ports = info.ports;
  slave.machine = printable(info.machine);
  if (slave.is_acrida && slave.version == printable(info.version)) return;
  slave.is_acrida = true;
  slave.wants_heartbeat_reply = true;
  slave.version = printable(info.version);
  if (info.version == settings_.version) return;
  log(LogLevel::kWarning, "slave " + id + " runs Acrida " + slave.version + ", this master " +
                              settings_.version + ": accepted, but use the same version");
}

void RunMachine::take_in(Slave& slave, const std::string& id) {
  if (!std::exchange(slave.present, true)) tell_hooks(wire::SlaveJoined{id});
  slave.lost = false;
  if (quitting_since_ || slave.draining) return send(id, wire::MasterQuit{});
  if (!is_active(state_) || slave.crashes > kMaxCrashes) return;
  if (run_->ramp.plan().has_slave(id) || !may_take_part(slave, id)) return;
  if (!run_->awaited.empty()) {  // its next heartbeat tells what it runs
    run_->awaited.try_emplace(id);
    return;
  }
  mark(Marker::Kind::slave_joined, "slave " + id + " joined");
  run_->ramp.add_slave(id);
  dispatch();
}

void RunMachine::take_out(Slave& slave, const std::string& id, std::string_view state) {
  if (!slave.present) {
    slave.state = state;
    return;
  }
  slave.present = false;
  slave.state = state;
  // One that is missing may come back with its last reports.
  const bool is_missing = state == "missing";
  slave.lost = is_missing && (slave.sent || slave.stopping != Slave::Stopping::kNo);
  if (!is_missing) slave.stopping = Slave::Stopping::kNo;
  slave.users.clear();
  slave.sent.reset();
  give_up_rows(id);
  if (run_ && run_->awaited.erase(id) > 0 && is_active(state_)) return await_no_more();
  if (is_active(state_)) leave_plan(id, "no slave is left");
}

void RunMachine::leave_plan(const std::string& id, const std::string& reason_if_last) {
  Run& run = *run_;
  if (!run.ramp.plan().has_slave(id)) return;
  run.ramp.remove_slave(id, now_.mono);
  for (const auto& [other, slave] : slaves_.all()) {
    if (!slave.present || !run.ramp.plan().has_slave(other)) continue;
    run.planned_since.reset();
    state_ = RunState::kSpawning;
    if (const auto why = shortage_of(run.user_classes, run.ramp.target(), run.host))
      log(LogLevel::kWarning, "too few slaves are left: " + *why);
    return;
  }
  if (!run.awaited.empty()) return;
  const Slave* last = slaves_.find(id);
  if (last != nullptr && last->lost) return await_lost();
  run.reason = reason_if_last;
  finish_run(true);
}

void RunMachine::note_crash(Slave& slave, const std::string& id) {
  ++slave.crashes;
  if (slave.crashes <= kMaxCrashes) {
    log(LogLevel::kWarning, "slave " + id + " lost its users; it gets them again");
    return;
  }
  log(LogLevel::kError, "slave " + id + " lost its users " + std::to_string(slave.crashes) +
                            " times: it gets no more in this run");
  leave_plan(id, "the users of every slave have crashed");
}

void RunMachine::handle(const wire::Heartbeat& beat, const std::string& id) {
  Slave* slave = slaves_.find(id);
  // Of an Acrida slave: the master that knew it was another one.
  if (slave == nullptr && beat.beat && (slave = admit(id)) != nullptr) acknowledge(*slave, id);
  if (slave == nullptr || (slave = registered(id)) == nullptr) return;
  const bool was_missing = !slave->present;
  slave->last_heartbeat = now_.mono;
  slave->state = printable(beat.state);
  slave->cpu_percent = beat.cpu_percent;
  slave->memory_bytes = beat.memory_bytes;
  slave->heard = true;
  if (beat.info) {
    note_acrida(*slave, id, *beat.info);
  } else if (std::exchange(slave->may_be_acrida, false) && is_active(state_) &&
             !may_take_part(*slave, id)) {
    slave->is_foreign = true;
    slave->sent.reset();
    send(id, wire::Stop{});
    leave_plan(id, "no slave can run the test");
  }
  take_over(id, beat);
  if (std::exchange(slave->reports.is_early, false)) ++slave->reports.futile_beats;
  if (beat.beat) follow(*beat.beat, *slave, id, beat.state);
  if (slave->wants_heartbeat_reply) reply_to(beat, *slave, id);
  if (was_missing) {
    log(LogLevel::kInfo, "slave " + id + " is back");
    const bool has_users = beat.state == "running" || beat.state == "spawning";
    if (!is_active(state_) && has_users) send(id, wire::Stop{});
    take_in(*slave, id);
  }
  const bool idle = beat.state == "ready" || beat.state == "stopped";
  if (idle && !slave->is_acrida && slave->stopping == Slave::Stopping::kUsers &&
      now_.mono - run_->stopping_since >= kStaleHeartbeat) {
    note_stopped(*slave, 0);
  }
}

// What it has not heard although it has heard later things was lost on the way: it is said again.
void RunMachine::follow(const wire::Beat& beat, Slave& slave, const std::string& id,
                        std::string_view state) {
  slave.reports.clock.on_beat(beat, now_);
  const bool has_users = total_users(beat.users) > 0;
  if (slave.draining && !has_users) {
    slave.users.clear();
    return end_drained(slave, id);
  }
  if (is_active(state_) && slave.sent && beat.spawned < slave.spawned_at &&
      beat.answered > slave.spawned_at) {
    const UserCounts sent = *std::exchange(slave.sent, std::nullopt);
    if (slave.draining)
      send_spawn(id, slave, sent);
    else
      dispatch();
  }
  const bool has_no_run = !is_active(state_) && slave.stopping == Slave::Stopping::kNo;
  if (has_no_run && !adopting_ && has_users && !beat.stopping) send(id, wire::Stop{});
  if (slave.stopping != Slave::Stopping::kUsers || beat.answered <= slave.stopped_at) return;
  if (state == "ready") return note_stopped(slave, beat.epoch == run_->epoch ? beat.sequence : 0);
  if (beat.stopping) return;
  slave.stopped_at = next_timestamp();
  send(id, wire::Stop{});
}

void RunMachine::reply_to(const wire::Heartbeat& beat, Slave& slave, const std::string& id) {
  wire::HeartbeatReply reply;
  if (beat.beat) {
    wire::Receipt& receipt = reply.receipt.emplace();
    receipt.number = beat.beat->number;
    receipt.time = next_timestamp();
    if (run_) receipt.epoch = run_->epoch;
    const bool has_any = run_ && slave.reports.epoch == run_->epoch;
    receipt.received = has_any ? slave.reports.sequence : 0;
    receipt.kept =
        settings_.is_journaled ? std::min(slave.kept, receipt.received) : receipt.received;
    slave.reports.clock.on_reply(receipt.time, now_);
  }
  send(id, reply);
}

void RunMachine::handle(const wire::StatsReport& report, const std::string& id) {
  Slave* slave = registered(id);
  if (slave == nullptr) return;
  if (report.epoch != 0) slave->is_acrida = true;
  if (stats_.merge(report, slave->reports, now_)) {
    if (run_) run_->scenarios.merge(report.delta.scenarios);
    judge(report, id);
    if (!report.attached.empty()) tell_hooks(wire::SlaveData{id, report.attached});
  }
  if (slave->present && state_ != RunState::kStopped) slave->users = report.user_counts;
  if (slave->stopping == Slave::Stopping::kLastReport &&
      slave->reports.sequence >= slave->final_sequence)
    slave->stopping = Slave::Stopping::kNo;
}

void RunMachine::judge(const wire::StatsReport& report, const std::string& id) {
  if (!is_active(state_) && state_ != RunState::kStopping) return;
  if (!report.health) {
    if (total_users(report.user_counts) > 0) judge_.add(id);
    return;
  }
  GeneratorSample sample{*report.health, report.delta.lateness};
  for (const ScenarioDelta& scenario : report.delta.scenarios) {
    sample.dropped_arrivals += scenario.dropped;
    sample.arrivals += scenario.begun + scenario.dropped;
  }
  if (const auto news = judge_.add(id, sample, now_))
    log(LogLevel::kWarning, "the load generator: " + *news);
}

void RunMachine::handle(const wire::Spawning&, const std::string& id) {
  if (Slave* slave = registered(id)) slave->state = "spawning";
}

void RunMachine::handle(const wire::SlaveSpawned& spawned, const std::string& id) {
  Slave* slave = registered(id);
  if (slave == nullptr || !slave->present) return;
  slave->users = spawned.user_counts;
  slave->state = "running";
  end_drained(*slave, id);
}

void RunMachine::handle(const wire::ClientStopped& stopped, const std::string& id) {
  Slave* slave = registered(id);
  if (slave == nullptr) return;
  slave->state = "ready";
  slave->users.clear();
  give_up_rows(id);
  if (is_active(state_) && slave->sent) {
    slave->sent.reset();  // its hello follows
    note_crash(*slave, id);
  }
  note_stopped(*slave, run_ && stopped.epoch == run_->epoch ? stopped.sequence : 0);
}

// A Locust worker does not send its last report before, an Acrida slave's may have been lost.
void RunMachine::note_stopped(Slave& slave, std::uint64_t final_sequence) {
  slave.users.clear();
  if (slave.stopping != Slave::Stopping::kUsers) return;
  const std::uint64_t received = slave.reports.epoch == run_->epoch ? slave.reports.sequence : 0;
  slave.final_sequence = final_sequence;
  slave.stopping = slave.is_acrida && received >= final_sequence ? Slave::Stopping::kNo
                                                                 : Slave::Stopping::kLastReport;
  slave.stopping_since = now_.mono;
}

void RunMachine::handle(const wire::ExceptionReport& report, const std::string& id) {
  if (registered(id) == nullptr) return;
  hook_threw_ = hook_threw_ || report.from_hook;
  stats_.add_exception(report, id);
  if (settings_.is_journaled && run_ && run_->unkept_exceptions.size() < kMaxUnkeptExceptions)
    run_->unkept_exceptions.push_back({id, report});
  if (report.is_crash) count_crash(report, id);
}

// The slave has started its users again by itself.
void RunMachine::count_crash(const wire::ExceptionReport& report, const std::string& id) {
  if (!is_active(state_) && state_ != RunState::kStopping) return;
  Run& run = *run_;
  ++run.crashes;
  const std::string what = "slave " + id + ": " + printable(report.message);
  log(LogLevel::kWarning, what + " (crash " + std::to_string(run.crashes) + ", at most " +
                              std::to_string(settings_.max_crashes) + ")");
  if (!is_active(state_) || run.crashes <= settings_.max_crashes) return;
  end_run(std::to_string(run.crashes) + " crashes, more than --max-crashes " +
              std::to_string(settings_.max_crashes) + "; the last: " + what,
          true);
}

void RunMachine::handle(const wire::StopTestRequest& request, const std::string& id) {
  if (registered(id) == nullptr || !is_active(state_) || request.epoch != run_->epoch) return;
  stop_run("the test ended itself: " + printable(request.reason));
}

void RunMachine::handle(const wire::LocustfileRequest&, const std::string& id) {
  if (!gate_.may_log(id, now_.mono)) return;
  log(LogLevel::kWarning, "slave " + id +
                              " asks for a Python test, which this master has not: start the "
                              "worker with its own -f");
}

void RunMachine::handle(const wire::SlaveQuit&, const std::string& id) {
  Slave* slave = registered(id);
  if (slave == nullptr) return;
  log(LogLevel::kInfo, "slave " + id + " quit");
  if (is_active(state_) && slave->present) mark(Marker::Kind::slave_lost, "slave " + id + " quit");
  take_out(*slave, id, "quit");
}

void RunMachine::handle(const wire::RunRefused& refusal, const std::string& id) {
  Slave* slave = registered(id);
  if (slave == nullptr) return;
  log(LogLevel::kError, "slave " + id + " cannot take part: " + printable(refusal.reason));
  slave->sent.reset();
  slave->crashes = kMaxCrashes + 1;
  if (is_active(state_)) leave_plan(id, "no slave can run the test");
}

void RunMachine::handle(const wire::RowsWanted& wanted, const std::string& id) {
  if (registered(id) == nullptr) return;
  keep_rows(wanted, id);
  add(rows_.on(wanted, id));
}

void RunMachine::handle(const wire::RowsOpen& open, const std::string& id) {
  if (registered(id) == nullptr) return;
  keep_rows(open, id);
  add(rows_.on(open, id));
}

void RunMachine::handle(const wire::RowsSettled& settled, const std::string& id) {
  if (registered(id) == nullptr) return;
  keep_rows(settled, id);
  add(rows_.on(settled, id));
}

void RunMachine::handle(const wire::RowsLost&, const std::string& id) {
  if (registered(id) != nullptr) give_up_rows(id);
}

void RunMachine::give_up_rows(const std::string& id) {
  keep_rows(wire::RowsLost{}, id);
  add(rows_.give_up(id));
}

}  // namespace acrida
