// AgentMachine: what a slave's agent does, without any IO. Here: a new version of the test takes the
// place of an old one while users run.
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/wire/runner_messages.hpp"
#include "slave/agent/agent_machine.hpp"

namespace acrida {
namespace {

const char kNil[] = "\xc0";

std::string users_text(std::uint64_t users) {
  return std::to_string(users) + (users == 1 ? " user" : " users");
}

}  // namespace

AgentMachine::Actions AgentMachine::swap(double replace_per_s, Now now) {
  replace_per_s_ = replace_per_s;
  swap_wanted_ = has_run() && state_ != State::stopping && state_ != State::quitting;
  advance_swap(now);
  return take();
}

void AgentMachine::advance_swap(Now now) {
  if (state_ != State::spawning && state_ != State::running) return;
  if (candidate_ && now.mono >= candidate_->start_by) {
    drop_candidate();
    give_up_swap("it could take no users within " + std::to_string(kSwapLimit.count()) + " s", "");
  }
  hand_over_arrivals(now);
  end_empty(now);
  begin_swap(now);
}

// The runner has created every user that it was told to, and is told of no more until the candidate
// has begun: so no two users have the same number.
void AgentMachine::begin_swap(Now now) {
  const LiveRunner* before = current();
  if (!swap_wanted_ || candidate_ || state_ != State::running || !before || before->is_asked)
    return;
  swap_wanted_ = false;
  const RunnerId id = ++last_id_;
  candidate_ = Candidate{id, now.mono + kSwapLimit};
  actions_.push_back(Log{"a new version of the test is loaded"});
  LiveRunner& runner = launch(id, ++last_version_, now);
  wire::Spawn nobody = spawn_to_go_on_with(now);
  for (auto& [name, count] : nobody.user_counts) count = 0;
  tell(runner, std::move(nobody), false);
}

// The candidate has loaded the test and takes users.
void AgentMachine::end_swap(Now now) {
  const RunnerId before = shares_.current();
  const RunnerId id = std::exchange(candidate_, std::nullopt)->id;
  const bool for_master = held_back_ || state_ == State::spawning;
  version_ = find(id)->version;
  shares_.add(id);
  replaceable_ = 0;
  actions_.push_back(SendRunner{before, wire::Custom{std::string(wire::kRetire), kNil}});
  // Arrivals change their runner at one moment, so that none is lost or comes twice; not before what
  // the master has changed last, which may be yet to come.
  const bool have_started = spawn_.scenarios_start != WallTime();
  const auto lead = have_started ? kHandOverLead : std::chrono::milliseconds(0);
  LiveRunner& old = *find(before);
  wire::Spawn spawn = spawn_to_go_on_with(now);
  std::chrono::nanoseconds moment{0};
  for (const ScenarioPlan& plan : spawn.scenarios) moment = std::max(moment, plan.since + lead);
  if (have_started) old.no_arrivals_from = moment;
  for (const ScenarioPlan& plan : spawn_.scenarios) {
    old.parting[plan.user_class] = shares_.of(before)[plan.user_class];
    const auto wait = have_started ? moment - (now.wall - spawn_.scenarios_start) : lead;
    old.parts_at = now.mono + wait + lead;
    shares_.hand_over(plan.user_class);
  }
  divide();
  const std::uint64_t old_users = total_users(shares_.total()) - total_users(shares_.of(id));
  actions_.push_back(Log{"the new version of the test takes new users; " + users_text(old_users) +
                         " go on with the old one"});
  for (const RunnerId retiring : shares_.retiring()) tell_share(retiring, true);
  LiveRunner& runner = *find(id);
  if (have_started)
    for (ScenarioPlan& plan : spawn.scenarios) plan.since = moment;
  spawn.user_counts = shares_.of(id);
  tell(runner, std::move(spawn), for_master);
  retire_surplus(now);
}

// The users that waited for arrivals have none to wait for any more.
void AgentMachine::hand_over_arrivals(Now now) {
  for (LiveRunner& runner : runners_) {
    if (!runner.parts_at || now.mono < *runner.parts_at) continue;
    runner.parts_at.reset();
    runner.parting.clear();
    tell_share(runner.id, true);
  }
}

void AgentMachine::replace_users(Now now) {
  if (state_ != State::running || replace_per_s_ <= 0 || shares_.retiring().empty()) return;
  const auto passed =
      std::min<std::chrono::nanoseconds>(now.mono - last_tick_, std::chrono::seconds(1));
  replaceable_ += replace_per_s_ * std::chrono::duration<double>(passed).count();
  const double whole = std::floor(replaceable_);
  if (whole < 1) return;
  replaceable_ -= whole;
  move_users(static_cast<std::uint64_t>(whole));
}

void AgentMachine::move_users(std::uint64_t users) {
  std::vector<std::pair<RunnerId, UserCounts>> before;
  for (const RunnerId id : shares_.retiring()) before.emplace_back(id, shares_.of(id));
  if (shares_.move(users) == 0) return;
  for (const auto& [id, had] : before)
    if (shares_.of(id) != had) tell_share(id, true);
  tell_share(shares_.current(), false);
}

void AgentMachine::retire_surplus(Now now) {
  const std::vector<RunnerId> retiring = shares_.retiring();
  if (retiring.size() <= kMaxRetiring) return;
  std::uint64_t users = 0;
  for (std::size_t i = 0; i + kMaxRetiring < retiring.size(); ++i)
    users += total_users(shares_.of(retiring[i]));
  actions_.push_back(Log{"too many versions of the test at once: " + users_text(users) +
                         " of the oldest make room"});
  move_users(users);
  end_empty(now);
}

// One without users says all that it has to say when it is stopped.
void AgentMachine::end_empty(Now now) {
  for (const RunnerId id : shares_.retiring()) {
    LiveRunner* runner = find(id);
    if (!runner || runner->parts_at) continue;
    const bool have_left = !runner->is_asked && total_users(runner->users) == 0;
    if (total_users(shares_.of(id)) > 0 && !have_left) continue;
    shares_.drop(id);
    stop_runner(*runner, runner->is_patient ? kFinishLimit : stop_timeout(), now);
  }
}

void AgentMachine::drop_candidate() {
  if (!candidate_) return;
  const RunnerId id = std::exchange(candidate_, std::nullopt)->id;
  actions_.push_back(KillRunner{id});
  forget(id);
}

void AgentMachine::give_up_swap(const std::string& why, std::string stack) {
  const bool held_back = held_back_;
  candidate_.reset();
  const std::string message =
      "the new version of the test cannot be used on this slave, the users "
      "go on with the old one: " +
      why;
  actions_.push_back(Log{message, true});
  send(wire::ExceptionReport{message, std::move(stack), 1});
  divide();
  LiveRunner* runner = current();
  if (!held_back || !runner) return;
  tell_share(runner->id, false);
  runner->for_master = true;
}

}  // namespace acrida
