// AgentMachine: what a slave's agent does, without any IO. Here: runners that start, end and take each
// other's place.
#include <algorithm>
#include <utility>

#include "core/wire/report_split.hpp"
#include "slave/agent/agent_machine.hpp"

namespace acrida {

std::chrono::nanoseconds AgentMachine::stop_timeout() const {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(spawn_.stop_timeout_s.value_or(0)));
}

AgentMachine::LiveRunner* AgentMachine::find(RunnerId id) {
  const auto found = std::find_if(runners_.begin(), runners_.end(),
                                  [id](const LiveRunner& runner) { return runner.id == id; });
  return found == runners_.end() ? nullptr : &*found;
}

void AgentMachine::forget(RunnerId id) {
  std::erase_if(runners_, [id](const LiveRunner& runner) { return runner.id == id; });
}

UserCounts AgentMachine::users() const {
  UserCounts sum;
  for (const LiveRunner& runner : runners_)
    for (const auto& [name, count] : runner.users) sum[name] += count;
  return sum;
}

bool AgentMachine::uses(std::uint64_t version) const {
  return version == version_ || std::any_of(runners_.begin(), runners_.end(), [&](auto& runner) {
           return runner.version == version;
         });
}

// A runner that takes the place of another one neither makes up for the arrivals in between nor
// repeats shared iterations that have been reported.
wire::Spawn AgentMachine::spawn_to_go_on_with(Now now) {
  wire::Spawn spawn = spawn_;
  if (spawn.scenarios_start == WallTime()) return spawn;
  for (ScenarioPlan& plan : spawn.scenarios) {
    plan.since = std::max<std::chrono::nanoseconds>(plan.since, now.wall - spawn.scenarios_start);
    if (plan.executor.kind != ExecutorSpec::Kind::shared_iterations) continue;
    const std::uint64_t all = plan.share.of(plan.executor.iterations);
    plan.executor.iterations = all - std::min(all, iterations_begun_[plan.user_class]);
    plan.share = {0, 1};
  }
  return spawn;
}

// A candidate must not give users numbers that the current one may still be giving.
AgentMachine::LiveRunner& AgentMachine::launch(RunnerId id, std::uint64_t version, Now now) {
  const std::uint64_t spare = current() ? total_users(shares_.of(shares_.current())) : 0;
  LiveRunner& runner = runners_.emplace_back(LiveRunner{id, version});
  runner.started = now.mono;
  actions_.push_back(StartRunner{id, slave_index_, launches_++ > 0, version, spare});
  hand_over_messages(id);
  return runner;
}

void AgentMachine::start_runner(Now now) {
  restart_at_.reset();
  const RunnerId id = ++last_id_;
  const bool goes_on = launches_ > 0;
  if (shares_.current() == 0)
    shares_.begin(id);
  else
    shares_.replace_current(id);
  divide();
  LiveRunner& runner = launch(id, version_, now);
  wire::Spawn spawn = goes_on ? spawn_to_go_on_with(now) : spawn_;
  spawn.user_counts = shares_.of(id);
  tell(runner, std::move(spawn), true);
}

// While a candidate starts nobody is added, as its numbers of users begin where the others' end.
void AgentMachine::divide() {
  UserCounts wanted = spawn_.user_counts;
  if (candidate_) {
    UserCounts had = shares_.total();
    for (auto& [name, count] : wanted) count = std::min(count, had[name]);
  }
  held_back_ = wanted != spawn_.user_counts;
  shares_.resize(wanted);
}

void AgentMachine::share_out(const wire::Spawn& spawn, Now now) {
  divide();
  for (LiveRunner& runner : runners_) {
    if (is_candidate(runner.id) || runner.stop_by) continue;
    wire::Spawn own = spawn;
    UserCounts share = shares_.of(runner.id);
    for (auto& [name, count] : own.user_counts) count = share[name];
    tell(runner, std::move(own), true);
  }
  end_empty(now);
}

// What is handed over to the current one ends here: its arrivals, then the users that wait for them.
wire::Spawn AgentMachine::adapted_to(const LiveRunner& runner, wire::Spawn spawn) const {
  if (!is_retiring(runner.id)) return spawn;
  for (const auto& [name, count] : runner.parting) spawn.user_counts[name] += count;
  for (ScenarioPlan& plan : spawn.scenarios) {
    plan.share = {0, 0};
    plan.since = runner.no_arrivals_from;
  }
  return spawn;
}

void AgentMachine::tell(LiveRunner& runner, wire::Spawn spawn, bool for_master) {
  runner.is_asked = true;
  runner.for_master = for_master;
  actions_.push_back(SendRunner{runner.id, adapted_to(runner, std::move(spawn))});
}

void AgentMachine::tell_share(RunnerId id, bool is_patient) {
  LiveRunner* runner = find(id);
  if (!runner || runner->stop_by) return;
  wire::Spawn spawn = spawn_;
  spawn.user_counts = shares_.of(id);
  if (is_patient) {
    runner->is_patient = true;
    spawn.stop_timeout_s = std::max(spawn_.stop_timeout_s.value_or(0),
                                    std::chrono::duration<double>(kFinishLimit).count());
  }
  tell(*runner, std::move(spawn), state_ == State::spawning);
}

void AgentMachine::stop_runner(LiveRunner& runner, std::chrono::nanoseconds timeout, Now now) {
  if (!runner.stop_by) actions_.push_back(SendRunner{runner.id, wire::Stop{}});
  runner.stop_by = now.mono + timeout + kStopMargin;
}

// Who was given more time than the run's stop allows has it no longer.
void AgentMachine::stop_runners(Now now) {
  for (LiveRunner& runner : runners_) {
    if (std::exchange(runner.is_patient, false)) {
      wire::Spawn spawn = spawn_;
      spawn.user_counts = shares_.of(runner.id);
      actions_.push_back(SendRunner{runner.id, adapted_to(runner, std::move(spawn))});
    }
    stop_runner(runner, stop_timeout(), now);
  }
}

void AgentMachine::kill_late_ones(Now now) {
  for (LiveRunner& runner : runners_) {
    if (!runner.stop_by || now.mono < *runner.stop_by) continue;
    actions_.push_back(Log{"the users did not stop in time: the runner is killed", true});
    actions_.push_back(KillRunner{runner.id});
    runner.was_killed = true;
    runner.stop_by = now.mono + kStopMargin;
  }
}

void AgentMachine::on(LiveRunner& runner, wire::StatsReport report) {
  runner.users = std::move(report.user_counts);
  report.user_counts = users();
  if (runner.id == shares_.current())
    others_health_.complete(report);
  else if (current())
    others_health_.take_from(report);
  send_report(std::move(report));
}

void AgentMachine::on(LiveRunner& runner, const wire::SlaveSpawned& spawned, Now now) {
  runner.users = spawned.user_counts;
  runner.is_asked = false;
  if (is_candidate(runner.id)) return end_swap(now);
  if (runner.for_master) note_spawned();
}

void AgentMachine::note_spawned() {
  const bool is_awaited =
      std::any_of(runners_.begin(), runners_.end(),
                  [](const LiveRunner& runner) { return runner.is_asked && runner.for_master; });
  if (is_awaited || restart_at_) return;
  if (state_ == State::spawning) state_ = State::running;
  send(wire::SlaveSpawned{users()});
}

void AgentMachine::on_stopped(RunnerId id, Now now) {
  actions_.push_back(EndRunner{id});
  forget(id);
  const bool is_old = id != shares_.current();
  if (is_old && (state_ == State::spawning || state_ == State::running)) {
    actions_.push_back(Log{"an old version of the test has no users any more and has ended"});
  } else if (runners_.empty()) {
    after_stop(now);
  }
}

AgentMachine::Actions AgentMachine::on_runner_ended(RunnerId id, RunnerEnd end, Now now) {
  const LiveRunner* found = find(id);
  if (!found) return take();  // it was told to
  const LiveRunner runner = *found;
  forget(id);
  const bool crashed = end.was_running;
  wire::StatsReport rest;
  rest.delta = std::move(end.rest);
  rest.user_counts = users();
  rest.taken_at = now.wall;
  rest.exact = true;
  if (!rest.delta.empty())
    for (wire::StatsReport& part : wire::split(std::move(rest))) send_report(std::move(part));
  // No other runner may use what this one held, and what it did with it is not known.
  if (runner.has_rows) send(wire::RowsLost{});
  if (is_candidate(id)) {
    give_up_swap(end.what, std::move(end.stack));
    return take();
  }
  report_end(std::move(end), runner.was_killed);
  if (state_ != State::spawning && state_ != State::running) {
    if (runners_.empty()) after_stop(now);
  } else if (id != shares_.current()) {
    const bool had_users = total_users(shares_.of(id)) > 0;
    shares_.remove(id);
    if (had_users) tell_share(shares_.current(), false);
    if (runner.is_asked && runner.for_master) note_spawned();
  } else if (crashed) {
    plan_restart(runner, now);
  } else if (runners_.empty()) {
    give_up_run(kHelloPeriod, now);
  } else {
    begin_stop(State::stopping, now);
  }
  return take();
}

void AgentMachine::report_end(RunnerEnd end, bool was_killed) {
  wire::ExceptionReport report;
  report.is_crash = end.was_running && !was_killed;
  report.message = (report.is_crash   ? "the runner crashed: "
                    : end.was_running ? "the runner was killed: "
                                      : "the runner did not start: ") +
                   end.what;
  report.traceback = std::move(end.stack);
  actions_.push_back(Log{report.message, true});
  send(std::move(report));
}

// At once for the first time; a test that crashes always does not keep a core busy with starting.
void AgentMachine::plan_restart(const LiveRunner& ended, Now now) {
  if (candidate_) {  // it would go on with the numbers of a moment ago
    drop_candidate();
    swap_wanted_ = true;
  }
  if (now.mono - ended.started >= kLongLife) crashes_in_row_ = 0;
  ++crashes_;
  ++crashes_in_row_;
  if (spawn_.epoch == 0 && crashes_ > kMaxRestarts) return give_up_run(kGiveUpPause, now);
  state_ = State::spawning;
  if (crashes_in_row_ == 1) return start_runner(now);
  auto pause = kFirstPause;
  for (unsigned i = 2; i < crashes_in_row_ && pause < kLongestPause; ++i) pause *= 2;
  restart_at_ = now.mono + std::min(pause, kLongestPause);
}

}  // namespace acrida
