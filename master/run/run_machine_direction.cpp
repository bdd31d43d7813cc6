// RunMachine: the master's logic without any input or output. Here: load shapes and hooks.
#include <algorithm>
#include <cstdio>
#include <utility>

#include "master/run/peer_name.hpp"
#include "master/run/run_machine.hpp"

namespace acrida {
namespace {

std::optional<std::string> why_not(const LoadTarget& target) {
  if (target.users > StartCommand::kMaxUsers)
    return "it asks for more than " + std::to_string(StartCommand::kMaxUsers) + " users";
  if (!(target.spawn_rate > 0) || target.spawn_rate > StartCommand::kMaxSpawnRate)
    return "its spawn rate is not a number above 0 users per second";
  return std::nullopt;
}

}  // namespace

Actions RunMachine::on(const Direction& direction, Now now) {
  now_ = now;
  std::visit([this](const auto& content) { follow(content); }, direction);
  check_stopped();
  check_quit();
  return std::exchange(actions_, {});
}

/// One question at a time: the next one follows the answer to the last.
void RunMachine::ask_shape() {
  Run& run = *run_;
  if (run.shape_period.count() == 0) return;
  if (run.shape_asked) {
    if (now_.mono - *run.shape_asked >= kShapeAnswerLimit)
      end_run("the load shape " + run.shape + " has not answered for " +
                  std::to_string(kShapeAnswerLimit.count()) + " s",
              true);
    return;
  }
  if (now_.mono < run.next_question) return;
  run.shape_asked = now_.mono;
  run.next_question += run.shape_period;
  // After a late answer the missed questions are skipped.
  if (run.next_question <= now_.mono) run.next_question = now_.mono + run.shape_period;
  actions_.push_back(AskForTarget{{now_.mono - run.start.mono, slaves_.user_count()}});
}

void RunMachine::follow(const AimDirection& aim) {
  if (!is_active(state_) || run_->shape_period.count() == 0) return;
  Run& run = *run_;
  run.shape_asked.reset();
  if (run.shape_target == aim.target) return;
  auto complaint = why_not(aim.target);
  const auto classes = choose_classes(aim.target.user_classes, run.options);
  if (!complaint && !classes) complaint = classes.error().what;
  if (!complaint) complaint = shortage_of(*classes, aim.target.users, run.host);
  if (complaint) return end_run("the load shape " + run.shape + ": " + *complaint, true);
  run.shape_target = aim.target;
  if (!aim.target.user_classes.empty() && *classes != run.user_classes) {
    run.user_classes = *classes;
    run.ramp.change_mix(shape_mix(*classes));
  }
  retarget(aim.target.users, aim.target.spawn_rate, LogLevel::kDebug);
}

void RunMachine::follow(const EndDirection& end) {
  if (is_active(state_)) return end_run(end.reason, end.broken);
  if (end.broken) log(LogLevel::kError, end.reason);
}

void RunMachine::follow(const TellDirection& tell) {
  for (const auto& [id, slave] : slaves_.all()) {
    if (slave.present && (tell.slave.empty() || tell.slave == id))
      send(id, wire::Custom{tell.type, tell.data_msgpack});
  }
}

void RunMachine::end_run(std::string reason, bool broken) {
  run_->broken = broken;
  stop_run(std::move(reason));
}

/// Every class of the test, so that a shape may change its mind; only the chosen ones get users.
UserMix RunMachine::shape_mix(const std::vector<std::string>& chosen) const {
  std::vector<UserClass> classes;
  for (const TestClass& known : settings_.classes) {
    UserClass& user_class = classes.emplace_back(known.plan);
    if (std::count(chosen.begin(), chosen.end(), user_class.name) > 0) continue;
    user_class.weight = 0;
    user_class.fixed_count = 0;
  }
  return UserMix(std::move(classes));
}

void RunMachine::retarget(std::uint64_t users, double rate_per_s, LogLevel level) {
  run_->ramp.aim(users, rate_per_s, now_.mono);
  run_->planned_since.reset();
  state_ = RunState::kSpawning;
  char rate[32];
  std::snprintf(rate, sizeof rate, "%g", rate_per_s);
  log(level, "ramping to " + std::to_string(users) + " users at a rate of " + rate +
                 " per second on " + std::to_string(slaves_.present_count()) + " slaves");
  advance_run();
}

void RunMachine::tell_hooks(wire::ToDirector news) {
  if (settings_.has_hooks) actions_.push_back(TellDirector{std::move(news)});
}

void RunMachine::handle(const wire::Custom& custom, const std::string& id) {
  if (settings_.has_hooks && registered(id) != nullptr)
    return tell_hooks(wire::CustomOf{id, custom.type, custom.data_msgpack});
  if (!gate_.may_log(id, now_.mono)) return;
  log(LogLevel::kDebug, "ignored a message of type " + printable(custom.type) + " from " + id);
}

}  // namespace acrida
