// AgentMachine: what a slave's agent does, without any IO. Here: runners that start, end and take each
// other's place.
#include <algorithm>
#include <utility>

#include "core/wire/report_split.hpp"
#include "slave/agent/agent_machine.hpp"

namespace acrida {

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

void AgentMachine::start_runner(Now now) {
  restart_at_.reset();
  runner_alive_ = true;
  killed_ = false;
  runner_started_ = now.mono;
  const bool goes_on = runners_++ > 0;
  actions_.push_back(StartRunner{slave_index_, goes_on});
  hand_over_messages();
  actions_.push_back(SendRunner{goes_on ? spawn_to_go_on_with(now) : spawn_});
}

AgentMachine::Actions AgentMachine::on_runner_ended(RunnerEnd end, Now now) {
  if (!runner_alive_) return take();  // it was told to
  runner_alive_ = false;
  const bool crashed = end.was_running;
  wire::StatsReport rest;
  rest.delta = std::move(end.rest);
  rest.taken_at = now.wall;
  rest.exact = true;
  if (!rest.delta.empty())
    for (wire::StatsReport& part : wire::split(std::move(rest))) send_report(std::move(part));
  // No other runner may use what this one held, and what it did with it is not known.
  if (std::exchange(has_rows_, false)) send(wire::RowsLost{});
  report_end(std::move(end));
  if (state_ != State::spawning && state_ != State::running)
    after_stop(now);
  else if (crashed)
    plan_restart(now);
  else
    give_up_run(kHelloPeriod, now);
  return take();
}

void AgentMachine::report_end(RunnerEnd end) {
  wire::ExceptionReport report;
  report.is_crash = end.was_running && !killed_;
  report.message = (report.is_crash   ? "the runner crashed: "
                    : end.was_running ? "the runner was killed: "
                                      : "the runner did not start: ") +
                   end.what;
  report.traceback = std::move(end.stack);
  actions_.push_back(Log{report.message, true});
  send(std::move(report));
}

// At once for the first time; a test that crashes always does not keep a core busy with starting.
void AgentMachine::plan_restart(Now now) {
  if (now.mono - runner_started_ >= kLongLife) crashes_in_row_ = 0;
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
