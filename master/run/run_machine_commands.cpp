// RunMachine: the master's logic without any input or output. Here: its commands.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "core/plan/tag_filter.hpp"
#include "core/wire/utf8.hpp"
#include "master/run/peer_name.hpp"
#include "master/run/run_machine.hpp"
#include "master/run/socket_need.hpp"
#include "master/run/swap_check.hpp"

namespace acrida {
namespace {

constexpr std::size_t kMaxHostBytes = 2048;
constexpr char kTagsOption[] = "tags";
constexpr char kExcludeTagsOption[] = "exclude_tags";

bool is_tag_option(const std::string& name) {
  return name == kTagsOption || name == kExcludeTagsOption;
}

/// It is handed on as it is: text without control characters, of sensible length.
bool is_line(const std::string& text, std::size_t max_bytes) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
  return text.size() <= max_bytes && wire::is_utf8(text) &&
         std::none_of(text.begin(), text.end(), is_control);
}

/// What is wrong with the users and the rate.
std::optional<Refusal> bad_target(const StartCommand& start) {
  if (!start.users) return Refusal{"the number of users is missing", "users"};
  if (!start.spawn_rate) return Refusal{"the spawn rate is missing", "spawn_rate"};
  if (*start.users > StartCommand::kMaxUsers) {
    return Refusal{"too many users: " + std::to_string(*start.users) + "; at most " +
                       std::to_string(StartCommand::kMaxUsers) + " are allowed",
                   "users"};
  }
  if (!(*start.spawn_rate > 0) || *start.spawn_rate > StartCommand::kMaxSpawnRate) {
    return Refusal{"bad spawn rate: it must be greater than 0 users per second", "spawn_rate"};
  }
  return std::nullopt;
}

}  // namespace

void RunMachine::carry_out(std::uint64_t id, const StartCommand& start) {
  if (const auto why_not = refusal(start)) return reply(id, false, why_not->why, why_not->field);
  auto classes =
      choose_classes(start.user_classes, is_active(state_) ? run_->options : options_of(start));
  if (!classes) return reply(id, false, classes.error().what, "user_classes");
  if (is_active(state_)) {
    if (!start.user_classes.empty() && *classes != run_->user_classes) {
      return reply(id, false, "the user classes of a run cannot be changed: stop it first",
                   "user_classes");
    }
    adjust_run(start);
    mark(Marker::Kind::edit, target_text());
  } else {
    begin_run(start, std::move(*classes));
  }
  keep();
  reply(id, true,
        run_->shape.empty() ? "Swarming started"
                            : "Swarming started using shape class " + run_->shape);
}

std::map<std::string, std::string> RunMachine::options_of(const StartCommand& start) const {
  auto options = start.options;
  options.insert(settings_.options.begin(), settings_.options.end());
  return options;
}

std::optional<Refusal> RunMachine::refusal(const StartCommand& start) const {
  const bool with_shape = start.shape_period.count() > 0;
  if (is_active(state_) && (with_shape || !run_->shape.empty())) {
    return Refusal{"the load shape of a run cannot be changed: stop it first", "shape"};
  }
  if (auto why_not = with_shape ? std::nullopt : bad_target(start)) return why_not;
  if (auto why_not = rate_refusal(start)) return Refusal{*why_not, "rate"};
  if (start.run_time && start.run_time->count() <= 0)
    return Refusal{"bad run time: it must be positive", "run_time"};
  if (start.host && !is_line(*start.host, kMaxHostBytes))
    return Refusal{"bad host: it must be a URL in one line", "host"};
  if (auto why_not = option_refusal(start)) return why_not;
  if (auto why_not = threshold_refusal(start)) return Refusal{*why_not, "thresholds"};
  if (quit_command_ || quitting_since_) return Refusal{"the master is quitting"};
  if (state_ == RunState::kStopping)
    return Refusal{"the previous run is still stopping: try again shortly"};
  if (slaves_.present_count() == 0)
    return Refusal{"no slave is connected: start one with `acrida slave` and try again"};
  if (with_shape) return std::nullopt;
  if (auto why_not = socket_refusal(start)) return Refusal{*why_not, "users"};
  return std::nullopt;
}

/// A shape's users are not known before they are asked for.
std::optional<std::string> RunMachine::socket_refusal(const StartCommand& start) const {
  const auto host = start.host ? start.host : is_active(state_) ? run_->host : settings_.host;
  if (is_active(state_)) return shortage_of(run_->user_classes, *start.users, host);
  const auto classes = choose_classes(start.user_classes, options_of(start));
  return classes ? shortage_of(*classes, *start.users, host) : std::nullopt;
}

std::optional<std::string> RunMachine::shortage_of(const std::vector<std::string>& classes,
                                                   std::uint64_t users,
                                                   const std::optional<std::string>& host) const {
  SocketNeed need{{}, users, host.value_or("")};
  for (const TestClass& known : settings_.classes) {
    if (std::count(classes.begin(), classes.end(), known.plan.name) > 0)
      need.classes.push_back(known);
  }
  std::vector<SlaveSockets> slaves;
  for (const auto& [id, slave] : slaves_.all()) {
    if (slave.present) slaves.push_back({id, slave.descriptors, slave.ports});
  }
  return socket_shortage(need, slaves);
}

std::optional<std::string> RunMachine::rate_refusal(const StartCommand& start) const {
  if (!start.rate) return std::nullopt;
  if (is_active(state_) && run_->rate != start.rate)
    return "the arrival rate of a run cannot be changed: stop it first";
  if (!(start.rate->per_s > 0) || start.rate->per_s > ArrivalRate::kMaxPerS)
    return "bad rate: it must be a number above 0, at most 10,000,000 arrivals per second";
  const auto& chosen = start.user_classes;
  const bool has_use =
      std::any_of(settings_.classes.begin(), settings_.classes.end(), [&](const TestClass& one) {
        const bool is_chosen =
            chosen.empty() || std::count(chosen.begin(), chosen.end(), one.plan.name) > 0;
        return is_chosen && one.executor.is_default() && one.plan.weight > 0;
      });
  if (!has_use) return "the rate is for classes without an executor, of which the run has none";
  return std::nullopt;
}

/// A secret may be among the values: only names are told.
std::optional<Refusal> RunMachine::option_refusal(const StartCommand& start) const {
  if (is_active(state_)) {
    for (const auto& [name, value] : start.options) {
      const auto known = run_->options.find(name);
      if (known == run_->options.end() || known->second != value)
        return is_tag_option(name)
                   ? Refusal{"the tags are constant during a run: stop it first", name}
                   : Refusal{"the argument " + name + " is constant during a run: stop it first",
                             "options." + name};
    }
    return std::nullopt;
  }
  for (const std::string& name : settings_.required_options) {
    if (!start.options.contains(name) && !settings_.options.contains(name))
      return Refusal{"the argument " + name + " of the test is missing", "options." + name};
  }
  return std::nullopt;
}

std::optional<std::string> RunMachine::threshold_refusal(const StartCommand& start) const {
  if (!start.thresholds) return std::nullopt;
  if (is_active(state_) && *start.thresholds != run_->thresholds)
    return "the thresholds of a run cannot be changed: stop it first";
  if (settings_.thresholds.size() + start.thresholds->size() > ThresholdJudge::kMaxThresholds)
    return "more than " + std::to_string(ThresholdJudge::kMaxThresholds) + " thresholds";
  return std::nullopt;
}

/// Those of the test's code come first.
void RunMachine::judge_from(Now start) {
  std::vector<Threshold> all = settings_.thresholds;
  all.insert(all.end(), run_->thresholds.begin(), run_->thresholds.end());
  stats_.thresholds().begin(std::move(all), start);
}

bool RunMachine::has_tasks_left(const TestClass& user_class,
                                const std::map<std::string, std::string>& options) const {
  const auto list = [&](const char* name) {
    const auto found = options.find(name);
    return found == options.end() ? std::string_view() : std::string_view(found->second);
  };
  const std::string_view tags = list(kTagsOption), excluded = list(kExcludeTagsOption);
  if ((tags.empty() && excluded.empty()) || user_class.tasks.empty()) return true;
  const TagFilter filter = TagFilter::from_lists(tags, excluded);
  return !filter.left(user_class.order, user_class.tasks).empty();
}

Result<std::vector<std::string>> RunMachine::choose_classes(
    const std::vector<std::string>& names,
    const std::map<std::string, std::string>& options) const {
  std::vector<std::string> chosen;
  const auto is_in = [](const std::vector<std::string>& list, const std::string& name) {
    return std::count(list.begin(), list.end(), name) > 0;
  };
  std::vector<std::string> all;
  for (const TestClass& known : settings_.classes) {
    all.push_back(known.plan.name);
    if ((names.empty() || is_in(names, known.plan.name)) && has_tasks_left(known, options))
      chosen.push_back(known.plan.name);
  }
  for (const std::string& name : names) {
    if (is_in(all, name)) continue;
    std::string text = "unknown user class " + printable(name) + "; the test has";
    for (const std::string& known : all) text += " " + known;
    return Error{text};
  }
  if (chosen.empty() && !all.empty()) return Error{"no task is left by the tags"};
  return chosen;
}

RunMachine::Run& RunMachine::make_run(const StartCommand& start, std::vector<std::string> classes) {
  std::vector<TestClass> chosen;
  for (const TestClass& known : settings_.classes)
    if (std::count(classes.begin(), classes.end(), known.plan.name) > 0) chosen.push_back(known);
  std::vector<UserClass> mix;
  mix.reserve(chosen.size());
  for (const TestClass& one : chosen) mix.push_back(one.plan);
  const bool with_shape = start.shape_period.count() > 0;
  Run& run = run_.emplace(with_shape ? shape_mix(classes) : UserMix(std::move(mix)));
  if (with_shape) run.shape = start.shape.value_or("");
  run.shape_period = start.shape_period;
  run.rate = start.rate;
  // A shape may choose others later.
  run.scenarios = RunScenarios(with_shape ? settings_.classes : chosen, start.rate);
  run.next_question = now_.mono;
  run.user_classes = std::move(classes);
  run.host = start.host ? start.host : settings_.host;
  run.options = options_of(start);
  run.thresholds = start.thresholds.value_or(settings_.further_thresholds);
  run.stop_timeout = start.stop_timeout.value_or(settings_.stop_timeout);
  return run;
}

void RunMachine::begin_run(const StartCommand& start, std::vector<std::string> classes) {
  Run& run = make_run(start, std::move(classes));
  const auto since_1970 = now_.wall.time_since_epoch();
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count();
  last_epoch_ = std::max(last_epoch_ + 1, static_cast<std::uint64_t>(std::max<long long>(us, 1)));
  run.epoch = last_epoch_;
  run.start = now_;
  stats_.begin(run.epoch, now_);
  judge_from(run.start);
  markers_.clear();
  judge_.begin(now_);
  rows_.begin(run.epoch, settings_.feeders);
  for (auto& [id, slave] : slaves_.all()) {
    slave.sent.reset();
    slave.lost = false;
    slave.kept = slave.written = 0;
    slave.standing.reset();
    slave.crashes = 0;
    slave.stopping = Slave::Stopping::kNo;
    if (slave.present && may_take_part(slave, id)) run.ramp.add_slave(id);
  }
  actions_.emplace_back(std::in_place_type<RunStarted>);
  adjust_run(start);
  mark(Marker::Kind::start, target_text());
}

void RunMachine::adjust_run(const StartCommand& start) {
  Run& run = *run_;
  if (start.run_time) {
    run.run_time = start.run_time;
    run.ends_at = now_.mono + *start.run_time;
  }
  if (start.host) run.host = start.host;
  if (start.stop_timeout) run.stop_timeout = *start.stop_timeout;
  if (run.shape_period.count() == 0) {
    return retarget(*start.users, *start.spawn_rate, LogLevel::kInfo);
  }
  log(LogLevel::kInfo, "the load shape " + run.shape + " drives the users on " +
                           std::to_string(slaves_.present_count()) + " slaves");
  retarget(0, 1, LogLevel::kDebug);
}

void RunMachine::carry_out(std::uint64_t id, const StopCommand&) {
  if (!is_active(state_) && state_ != RunState::kStopping) return reply(id, true, "Test stopped");
  waiting_for_stop_.push_back(id);
  if (is_active(state_)) stop_run("asked to stop");
}

void RunMachine::carry_out(std::uint64_t id, const ResetStatsCommand&) {
  reset_stats();
  keep();
  log(LogLevel::kInfo, "statistics reset");
  tell_hooks(wire::RunNews{wire::RunNews::Kind::reset_stats});
  reply(id, true, "ok");
}

void RunMachine::reset_stats() {
  stats_.reset(now_);
  judge_.begin(now_);
  if (!run_) return;
  run_->zeroed_at = run_->wall_of(now_);
  run_->unkept_exceptions.clear();
}

void RunMachine::carry_out(std::uint64_t id, const DrainCommand& drain) {
  Slave* slave = slaves_.find(drain.slave);
  if (slave == nullptr || !slave->present)
    return reply(id, false, "no slave " + printable(drain.slave) + " is connected");
  const bool has_part = is_active(state_) && run_->ramp.plan().has_slave(drain.slave);
  const bool has_others = std::any_of(slaves_.all().begin(), slaves_.all().end(), [&](auto& other) {
    return other.first != drain.slave && other.second.present && is_active(state_) &&
           run_->ramp.plan().has_slave(other.first);
  });
  const bool is_last = has_part && !has_others;
  if (is_last && !drain.may_end_run)
    return reply(id, false,
                 "it is the only slave of the run: stop the run, or start another slave");
  slave->draining = true;
  log(LogLevel::kInfo, "slave " + drain.slave + " is drained: it leaves when it has no users");
  reply(id, true, "draining");
  if (is_last) return stop_run("its last slave is to go");
  if (!has_part) return end_drained(*slave, drain.slave);
  UserCounts none = run_->ramp.plan().counts_of(drain.slave);
  for (auto& [name, count] : none) count = 0;
  leave_plan(drain.slave, "no slave is left");
  if (is_active(state_)) send_spawn(drain.slave, *slave, std::move(none));
}

void RunMachine::carry_out(std::uint64_t id, const MarkCommand& wanted) {
  if (!is_active(state_) && state_ != RunState::kStopping)
    return reply(id, false, "there is no run to mark");
  if (wanted.text.empty() || !is_line(wanted.text, MarkerLog::kMaxTextBytes))
    return reply(
        id, false,
        "a marker is one line of at most " + std::to_string(MarkerLog::kMaxTextBytes) + " bytes");
  if (!mark(Marker::Kind::user, wanted.text))
    return reply(id, false,
                 "the run has " + std::to_string(MarkerLog::kMaxMarkers) + " markers already");
  keep();
  reply(id, true, "marked");
}

/// "100 users at 10 per second"
std::string RunMachine::target_text() const {
  if (!run_->shape.empty()) return "load shape " + run_->shape;
  char rate[32];
  std::snprintf(rate, sizeof rate, "%g", run_->ramp.rate_per_s());
  return std::to_string(run_->ramp.target()) + " users at " + rate + " per second";
}

std::optional<std::string> RunMachine::refusal(const SwapCommand& swap) const {
  if (quit_command_ || quitting_since_) return "the master is quitting";
  if (state_ == RunState::kStopping) return "the run is stopping: try again shortly";
  if (!is_active(state_)) return std::nullopt;
  std::vector<std::string> classes = run_->user_classes;
  if (run_->shape_period.count() > 0)  // it may choose others
    for (const TestClass& one : settings_.classes) classes.push_back(one.plan.name);
  return swap_refusal(settings_, *swap.settings, classes);
}

/// A run goes on with its classes and their weights. Slaves hear the hash in the ack, and those of
/// the feeders' files in the spawn, before they get the code.
void RunMachine::carry_out(std::uint64_t id, const SwapCommand& swap) {
  if (const auto why_not = refusal(swap)) return reply(id, false, *why_not);
  const bool active = is_active(state_);
  if (active) {
    settings_.test_path = swap.settings->test_path;
    settings_.test_hash = swap.settings->test_hash;
    settings_.feeders = swap.settings->feeders;
    next_settings_ = *swap.settings;
    keep();
  } else {
    settings_ = *swap.settings;
  }
  for (auto& [slave_id, slave] : slaves_.all()) {
    if (!slave.present || !(slave.is_acrida || slave.may_be_acrida)) continue;
    acknowledge(slave, slave_id);
    if (active && slave.sent) send_spawn(slave_id, slave, UserCounts(*slave.sent));
  }
  log(LogLevel::kInfo, "the test is another version now");
  reply(id, true,
        !active        ? "the new version is that of the next run"
        : swap.replace ? "new users take the new version, old ones make room at the spawn rate"
                       : "new users take the new version, old ones finish with theirs");
}

void RunMachine::carry_out(std::uint64_t, const WatchRowCommand& row) {
  stats_.watch(row.method, row.name, moment(), now_);
}

void RunMachine::carry_out(std::uint64_t id, const QuitCommand&) {
  if (quit_command_) return reply(id, false, "the master is already quitting");
  quit_command_ = id;
  if (is_active(state_)) return stop_run("the master quits");
  if (state_ != RunState::kStopping) start_quitting();
}

}  // namespace acrida
