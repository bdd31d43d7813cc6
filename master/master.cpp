// Master: the shell around the RunMachine: sockets, timers, signals and results.
#include "master/master.hpp"

#include <utility>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "core/wire/codec.hpp"
#include "master/load_defaults.hpp"
#include "master/report/threshold_cells.hpp"

namespace acrida {
namespace {

constexpr std::chrono::milliseconds kTick{100};  // SpawnPacer's shortest step
constexpr std::chrono::seconds kViewInterval{1};
constexpr std::chrono::seconds kLocalSlaveExitWait{3};
constexpr int kInternalError = 2;

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

Master::Master(MasterOptions options, InspectedTest test, const std::string& version)
    : options_(std::move(options)),
      version_(version),
      test_(std::move(test)),
      machine_(settings_for(options_, test_, version)),
      results_(options_) {}

Master::~Master() = default;

RunSettings Master::settings_for(const MasterOptions& options, const InspectedTest& test,
                                 const std::string& version) {
  RunSettings settings;
  settings.version = version;
  settings.test_path = test.path;
  settings.test_name = options.test;
  settings.test_hash = test.hash;
  settings.classes = test.classes;
  for (TestClass& user_class : settings.classes) {
    if (options.equal_weights) user_class.plan.weight = 1;
  }
  for (const InspectedFeeder& feeder : test.feeders)
    settings.feeders.push_back(
        {feeder.name, feeder.hash, feeder.rows, feeder.mode == "unique", feeder.reuse});
  settings.options = options.test_values;
  for (const ArgumentSpec& argument : test.arguments) {
    if (argument.required) settings.required_options.push_back(argument.field_name());
    if (argument.secret) settings.secret_options.insert(argument.field_name());
  }
  if (!options.host.empty()) settings.host = options.host;
  settings.stop_timeout = options.stop_timeout;
  settings.slave_timeout = options.slave_timeout;
  settings.reset_stats = options.reset_stats;
  settings.max_crashes = options.max_crashes;
  settings.thresholds = parse_thresholds(test.thresholds).value();
  settings.further_thresholds = options.judged_by;
  settings.has_hooks = test.has_hooks;
  settings.is_journaled = !options.data_dir.empty();
  settings.insecure_link = options.is_link_insecure();
  return settings;
}

Now Master::now() {
  return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
}

int Master::run() {
  opened_ = next_tick_ = next_view_ = now().mono;
  publish();
  schedule_tick();
  io_.run();
  api_.reset();
  if (journal_) journal_->keep_view(machine_.view(now()));
  if (journal_) journal_->close();
  if (local_slaves_) local_slaves_->wait(kLocalSlaveExitWait);
  last_ = machine_.view(now(), true);
  if (auto written = results_.finish(*last_); !written) {
    spdlog::error(written.error().what);
    return kInternalError;
  }
  return director_.quitting(exit_code());
}

int Master::exit_code() {
  if (broken_ && !signalled_) return kInternalError;
  if (director_.hook_threw() || machine_.hook_threw()) return kInternalError;
  const GeneratorView& generator = last_->generator;
  if (options_.fail_on_invalid && generator.verdict == GeneratorVerdict::invalid) {
    spdlog::error("--fail-on-invalid: the load generator is {}", generator.text);
    return MasterOptions::kInvalidExitCode;
  }
  if (last_->missed_a_threshold()) {
    for (const ThresholdView& threshold : last_->thresholds)
      if (threshold.has_failed(true)) spdlog::error("threshold {}", verdict_on(threshold, true));
    return MasterOptions::kThresholdExitCode;
  }
  const bool failed = !last_->succeeded();
  return failed ? options_.exit_code_on_error : 0;
}

void Master::receive(const link::Peer& peer, std::string_view frame) {
  if (wire::is_code_message(frame)) return take(peer, wire::decode_to_code_desk(frame));
  take(peer, wire::decode_from_slave(frame));
}

template <class Message>
void Master::take(const link::Peer& peer, const Result<wire::Envelope<Message>>& envelope) {
  const Now time = now();
  const auto slave = envelope ? link_->slave_of(peer, envelope->node_id, time) : envelope.error();
  if (!slave) return carry_out(machine_.on_garbage(link_->name_of(peer), slave.error().what, time));
  if constexpr (std::is_same_v<Message, wire::ToCodeDesk>)
    code_.on(envelope->message, *slave, time.mono);
  else
    carry_out(machine_.on(envelope->message, *slave, time));
}

CodeSender::Handlers Master::code_handlers() {
  return {.send = [this](const std::string& slave,
                         const std::string& frame) { link_->send(slave, frame); },
          .on_garbage =
              [this](const std::string& slave, std::string_view why) {
                carry_out(machine_.on_garbage(slave, why, now()));
              },
          .log =
              [](const std::string& line, bool is_warning) {
                spdlog::log(is_warning ? spdlog::level::warn : spdlog::level::info, "{}", line);
              }};
}

void Master::command(CommandBody body, Reply reply) {
  RunCommand command{next_command_++, std::move(body)};
  if (std::holds_alternative<WatchRowCommand>(command.body))
    return carry_out(machine_.on(command, now()));
  replies_.emplace(command.id, std::move(reply));
  if (auto* start = std::get_if<StartCommand>(&command.body))
    return start_run(command.id, std::move(*start));
  if (const auto* swap = std::get_if<SwapCommand>(&command.body))
    return swap_test(command.id, *swap);
  if (!std::holds_alternative<ResetStatsCommand>(command.body)) director_.cancel();
  carry_out(machine_.on(command, now()));
}

void Master::start_run(std::uint64_t id, StartCommand start) {
  const auto refuse = [this, id](const std::string& why) {
    carry_out(CommandReply{id, false, why});
  };
  const bool active = is_active(machine_.state());
  if (!active && !start.rate) start.rate = rate_of(options_);
  if (!active || start.shape) {
    if (const auto chosen = director_.choose_shape(start); !chosen)
      return refuse(chosen.error().what);
  }
  if (active || machine_.refusal(start))
    return carry_out(machine_.on(RunCommand{id, start}, now()));
  const auto options = machine_.options_of(start);
  director_.prepare(start, options, [this, id, start, refuse](const Result<void>& prepared) {
    if (!prepared) return refuse(prepared.error().what);
    carry_out(machine_.on(RunCommand{id, start}, now()));
    // What it still did not take has begun for the hooks.
    if (!is_active(machine_.state()) && test_.has_hooks)
      director_.tell(wire::RunNews{wire::RunNews::Kind::test_stop});
  });
}

void Master::carry_out(Actions actions) {
  for (const Action& action : actions) {
    std::visit([this](const auto& content) { carry_out(content); }, action);
  }
}

void Master::carry_out(const Send& send) {
  // False when the slave has just gone: its silence will show it.
  link_->send(send.slave, wire::encode(send.message, send.slave));
}

void Master::carry_out(const LogLine& line) {
  spdlog::log(to_spdlog(line.level), "{}", line.text);
}

void Master::carry_out(const CommandReply& reply) {
  publish();  // whoever asked sees the effect
  const auto found = replies_.find(reply.id);
  if (found == replies_.end()) return;
  const Reply call = std::move(found->second);
  replies_.erase(found);
  call(reply);
}

void Master::carry_out(const RunStarted&) {
  broken_ = false;
  quit_at_.reset();
  results_.run_started();
}

void Master::carry_out(const RunFinished& finished) {
  broken_ = finished.broken;
  last_ = machine_.view(now(), true);
  if (journal_) journal_->keep_view(last_);
  take_next_test();
  if (auto written = results_.run_finished(*last_); !written) spdlog::error(written.error().what);
  if (options_.headless) return quit();
  if (options_.autoquit.count() >= 0) quit_at_ = now().mono + options_.autoquit;
}

void Master::carry_out(const QuitFinished&) {
  end_cloud();
}

void Master::publish() {
  last_ = machine_.view(now());
  if (api_) api_->publish(last_);
  if (otlp_) otlp_->publish(last_);
}

void Master::schedule_tick() {
  next_tick_ += kTick;
  // After a long pause the missed ticks are skipped.
  if (next_tick_ < now().mono) next_tick_ = now().mono + kTick;
  timer_.expires_at(next_tick_);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    tick();
    schedule_tick();
  });
}

void Master::tick() {
  const Now time = now();
  link_->tick(time);
  carry_out(machine_.tick(time));
  director_.tick(time.mono);
  code_.tick(time.mono);
  check_local_slaves();
  tick_cloud(time);
  if (options_.headless || options_.autostart) start_by_itself();
  if (quit_at_ && time.mono >= *quit_at_) quit();
  if (time.mono < next_view_) return;
  next_view_ = time.mono + kViewInterval;
  publish();
  if (journal_ && is_active(last_->state)) journal_->keep_view(last_);
  results_.show(*last_, time.mono);
}

void Master::start_by_itself() {
  if (started_ || quitting_) return;
  if (machine_.known_slaves(now()) < options_.expect_slaves) {
    const bool limited = options_.expect_max_wait.count() > 0;
    if (limited && now().mono - opened_ >= options_.expect_max_wait) {
      give_up("only " + std::to_string(machine_.present_slaves()) + " of " +
              std::to_string(options_.expect_slaves) +
              " slaves have connected in time: see --expect-slaves-max-wait");
    }
    return;
  }
  started_ = true;
  StartCommand start;
  start.users = users_of(options_, test_.classes);
  start.spawn_rate = spawn_rate_of(options_, test_.classes);
  if (options_.run_time.count() > 0) start.run_time = options_.run_time;
  start.user_classes = options_.user_classes;
  command(std::move(start), [this](const CommandReply& reply) {
    if (!reply.ok) give_up("cannot start: " + reply.text);
  });
}

void Master::check_local_slaves() {
  if (!local_slaves_) return;
  for (const std::string& line : local_slaves_->take_ended()) {
    if (quitting_) {
      spdlog::debug(line);
    } else {
      spdlog::warn(line);
    }
  }
  if (local_slaves_->alive() > 0 || quitting_ || is_active(machine_.state())) return;
  if (machine_.state() == RunState::kReady) give_up("no local slave is left");
}

void Master::await_signal() {
  signals_.async_wait([this](boost::system::error_code error, int) {
    if (error) return;
    if (signalled_) {
      spdlog::warn("a second signal: leaving at once");
      return io_.stop();
    }
    signalled_ = true;
    spdlog::info("stopping; a second Ctrl-C leaves at once");
    quit();
    await_signal();
  });
}

void Master::quit() {
  if (std::exchange(quitting_, true)) return;
  // Posted: the machine may be in the middle of its actions.
  boost::asio::post(io_, [this] { command(QuitCommand{}, [](const CommandReply&) {}); });
}

void Master::give_up(const std::string& why) {
  spdlog::error("{}", why);
  broken_ = true;
  quit();
}

}  // namespace acrida
