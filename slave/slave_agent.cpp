// SlaveAgent: carries out what the AgentMachine decides.
#include "slave/slave_agent.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include <acrida/version.hpp>

#include "core/cli/log_setup.hpp"
#include "core/inspection/inspected_test.hpp"
#include "core/loader/build_cache.hpp"
#include "core/wire/codec.hpp"
#include "core/wire/reader.hpp"
#include "slave/cache/code_cache.hpp"
#include "slave/cache/plugin_dir.hpp"
#include "slave/meter/socket_limits.hpp"

namespace acrida {
namespace {

Now read_clocks() {
  return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
}

std::string machine_name() {
  char host[256] = {};
  gethostname(host, sizeof host - 1);
  return host;
}

// <hostname>_<32 hex digits>, as a Locust worker names itself.
std::string make_node_id() {
  std::random_device random;
  std::string id = machine_name() + "_";
  for (int i = 0; i < 4; ++i) id += fmt::format("{:08x}", random());
  return id;
}

wire::SlaveInfo describe_slave(const SlaveOptions& options) {
  const std::size_t shards = shard_count(options);
  const SocketLimits limits = socket_limits(shards);
  return {.version = ACRIDA_VERSION,
          .cores = static_cast<std::uint32_t>(shards),
          .pid = static_cast<std::uint64_t>(::getpid()),
          .descriptors = std::min(limits.descriptors, wire::kMaxCount),
          .ports = limits.ports,
          .machine = options.machine_id};
}

Result<std::unique_ptr<CodeStore>> open_code_store(const SlaveOptions& options, bool is_trusted) {
  if (!options.plugin_dir.empty()) return {std::make_unique<PluginDir>(options.plugin_dir)};
  if (!is_trusted)
    return Error{"a test from " + options.master_host +
                 " could come from anybody there: give --master-key KEY, -f TEST or --plugin-dir "
                 "DIR, or --insecure on a network that you trust"};
  const auto folder = cache_folder("code");
  if (!folder) return folder.error();
  try {
    return {std::make_unique<CodeCache>(
        *folder, options.code_cache_bytes.value_or(SlaveOptions::kCodeCacheBytes))};
  } catch (const std::filesystem::filesystem_error& error) {
    return Error{std::string(error.what()) + "; check the folder, or set XDG_CACHE_HOME"};
  }
}

}  // namespace

SlaveAgent::SlaveAgent(SlaveOptions options)
    : options_(std::move(options)),
      node_id_(make_node_id()),
      tick_timer_(loop_),
      signals_(loop_, SIGINT, SIGTERM),
      machine_(describe_slave(options_), options_.grace),
      runners_(loop_, options_,
               {.on_message =
                    [this](RunnerId id, wire::FromSlave message) {
                      carry_out(machine_.on_runner(id, std::move(message), read_clocks()));
                    },
                .on_end =
                    [this](RunnerId id, RunnerEnd end) {
                      carry_out(machine_.on_runner_ended(id, std::move(end), read_clocks()));
                    },
                .is_used = [this](std::uint64_t version) { return machine_.uses(version); }}) {
  std::signal(SIGPIPE, SIG_IGN);
}

int SlaveAgent::run() {
  // Before the master hears of this slave: a test that cannot be used is misuse here.
  if (const Result<void> found = find_test(); !found) {
    spdlog::error("{}", found.error().what);
    return 2;
  }
  connect();
  if (const Result<void> opened = open_code(); !opened) {
    spdlog::error("{}", opened.error().what);
    return 2;
  }
  wait_for_signal();
  last_word_ = read_clocks().mono;
  on_tick();
  loop_.run();
  return exit_code_;
}

Result<void> SlaveAgent::find_test() {
  if (options_.test.empty()) return {};
  const Result<InspectedTest> inspection = inspect_test(options_.test);
  if (!inspection) return inspection.error();
  given_test_.library = inspection->path;
  given_test_.hash = inspection->hash;
  return {};
}

Result<void> SlaveAgent::open_code() {
  if (!options_.test.empty()) return {};
  auto store = open_code_store(options_, master_->is_trusted() || options_.insecure);
  if (!store) return store.error();
  if (options_.insecure && options_.plugin_dir.empty())
    spdlog::warn("--insecure: whoever can answer for {} on this network can run code here",
                 options_.master_host);
  code_ = std::make_unique<CodeSupply>(
      loop_, std::move(*store),
      CodeSupply::Handlers{.send =
                               [this](const wire::ToCodeDesk& message) {
                                 master_->send(wire::encode(message, node_id_));
                               },
                           .on_current = [this](bool is_new) { on_code(is_new); },
                           .on_problem = [this](const std::string& why) { on_no_code(why); }});
  return {};
}

// Whoever says hello has no users, so the master repeats what it asks for.
void SlaveAgent::on_code(bool is_new) {
  const auto held = std::exchange(held_spawns_, {});
  if (machine_.has_run()) {
    if (is_new)
      carry_out(machine_.swap(code_->replace_per_s(), read_clocks()));
    else
      machine_.replace(code_->replace_per_s());
  } else if (hello_ && (is_new || std::exchange(hello_is_held_, false))) {
    hello_is_held_ = false;
    master_->send(wire::encode(*hello_, node_id_));
  } else {
    for (const wire::Spawn& spawn : held) carry_out(machine_.on_master(spawn, read_clocks()));
  }
}

void SlaveAgent::on_no_code(const std::string& why) {
  if (std::exchange(held_spawns_, {}).empty()) return;
  master_->send(wire::encode(wire::RunRefused{why}, node_id_));
}

// A master that has come in the place of another, or has been given a new version, may have another
// test: users wait for its code.
bool SlaveAgent::holds_back(const wire::FromMaster& message) {
  constexpr std::size_t kMaxHeldSpawns = 1000;
  if (!code_) return false;
  if (std::holds_alternative<wire::Ack>(message)) code_->recheck();
  if (machine_.has_run()) return false;
  if (std::holds_alternative<wire::Stop>(message)) held_spawns_.clear();
  const auto* spawn = std::get_if<wire::Spawn>(&message);
  if (!spawn || code_->is_current()) return false;
  if (held_spawns_.size() < kMaxHeldSpawns) held_spawns_.push_back(*spawn);
  return true;
}

void SlaveAgent::connect() {
  MasterLink::Settings settings{.host = options_.master_host,
                                .port = options_.master_port,
                                .node_id = node_id_,
                                .master_key = options_.master_key,
                                .token = options_.enrolment_token,
                                .name = machine_name()};
  auto link = MasterLink::open(loop_, std::move(settings),
                               {.on_message = [this](std::string_view frame) { on_frame(frame); },
                                .on_garbage = [this] { ++garbage_frames_; },
                                .on_rebuilt = [this] { machine_.link_rebuilt(); },
                                .on_failed =
                                    [this](const std::string& why) {
                                      spdlog::error("{}", why);
                                      carry_out(AgentMachine::Exit{2});
                                    }});
  if (!link) throw std::runtime_error(link.error().what);
  master_ = std::move(*link);
  spdlog::info("connecting to tcp://{}:{} as {}", options_.master_host, options_.master_port,
               node_id_);
  if (!master_->is_trusted())
    spdlog::warn("--insecure: the link to the master is neither encrypted nor authenticated");
}

void SlaveAgent::on_frame(std::string_view frame) {
  last_word_ = read_clocks().mono;
  if (wire::is_code_message(frame)) {
    if (!code_) return on_code_of_own(frame);
    if (const auto taken = code_->on_frame(frame); !taken) note_garbage(taken.error().what);
    return;
  }
  const auto envelope = wire::decode_from_master(frame);
  if (!envelope) return note_garbage(envelope.error().what);
  if (holds_back(envelope->message)) return;
  carry_out(machine_.on_master(envelope->message, read_clocks()));
}

void SlaveAgent::note_garbage(const std::string& why) {
  if (garbage_frames_++ > 0) return;
  spdlog::warn("a frame from the master makes no sense: {} (further ones are not logged)", why);
}

void SlaveAgent::on_tick() {
  leave_when_alone();
  if (code_) code_->tick(read_clocks().mono, machine_.has_run());
  runners_.tick();
  std::vector<pid_t> processes = runners_.pids();
  processes.push_back(::getpid());
  const Now now = read_clocks();
  carry_out(machine_.tick(now, meter_.measure(processes, now.mono)));
  tell_activity(now.mono);
  if (exiting_) return;  // the timer is that of leave()
  tick_timer_.expires_after(kTick);
  tick_timer_.async_wait([this](boost::system::error_code error) {
    if (!error && !exiting_) on_tick();
  });
}

// What `acrida cloud autostop` reads, which stops machines whose slaves have no run. Slaves of
// `acrida run` are part of it.
void SlaveAgent::tell_activity(Instant now) {
  if (options_.follows_master) return;
  const bool in_run = !exiting_ && (machine_.has_run() || !held_spawns_.empty());
  const auto line = activity_.note({in_run, machine_.user_count()}, machine_.hears_master(), now);
  if (line) log_at_any_level(*line);
}

// A machine whose master does not come back costs nothing for ever.
void SlaveAgent::leave_when_alone() {
  const Now now = read_clocks();
  if (options_.leave_after.count() == 0 || now.mono - last_word_ < options_.leave_after) return;
  spdlog::warn("no master has said a word for {} s: leaving (--leave-after)",
               options_.leave_after.count());
  options_.leave_after = {};
  carry_out(machine_.shutdown(now));
}

void SlaveAgent::wait_for_signal() {
  signals_.async_wait([this](boost::system::error_code error, int) {
    if (error) return;
    spdlog::info("stopping the users and leaving; a second signal leaves at once");
    carry_out(machine_.shutdown(read_clocks()));
    wait_for_signal();
  });
}

void SlaveAgent::carry_out(AgentMachine::Actions actions) {
  for (const auto& action : actions)
    std::visit([this](const auto& one) { carry_out(one); }, action);
}

void SlaveAgent::carry_out(const AgentMachine::SendMaster& action) {
  if (std::holds_alternative<wire::ClientReady>(action.message)) {
    hello_ = action.message;
    // Whoever has not the master's code is none of its slaves; it is said when that is there.
    hello_is_held_ = code_ && !code_->is_current() && runners_.empty();
    if (hello_is_held_) return;
  }
  if (!master_->send(wire::encode(action.message, node_id_)))
    spdlog::warn("the queue to the master is full: a {} message is lost",
                 wire::type_name(action.message));
}

void SlaveAgent::carry_out(const AgentMachine::StartRunner& action) {
  runners_.start(action, [this] { return test(); });
}

// Who has the master's test already says so. A slave of `acrida run` takes a new version from where
// its master, which is on the same machine and has started it, has it.
void SlaveAgent::on_code_of_own(std::string_view frame) {
  const auto envelope = wire::decode_from_code_desk(frame);
  if (!envelope) return note_garbage(envelope.error().what);
  const auto* manifest = std::get_if<wire::CodeManifest>(&envelope->message);
  const auto& master = machine_.master();
  if (!manifest || manifest->files.empty() || !master) return;
  if (!options_.follows_master && master->test_hash != given_test_.hash) return;
  master_->send(wire::encode(wire::ToCodeDesk(wire::CodeWanted{manifest->id}), node_id_));
  const double replace_per_s = manifest->replace_per_s.value_or(0);
  if (std::exchange(given_id_, manifest->id) == manifest->id) {
    if (manifest->replace_per_s) machine_.replace(replace_per_s);
  } else if (options_.follows_master) {
    given_test_.library = master->test_path;
    given_test_.hash = master->test_hash;
    carry_out(machine_.swap(replace_per_s, read_clocks()));
  }
}

// The master may have been replaced by one with another test since the code was confirmed.
Result<StoredTest> SlaveAgent::test() {
  if (!code_) return given_test_;
  const auto& master = machine_.master();
  if (!code_->test()) return Error{"this slave has no test yet"};
  if (master && master->test_hash != code_->test()->hash)
    return Error{"the master has another test than this slave, which fetches it now"};
  return *code_->test();
}

void SlaveAgent::carry_out(const AgentMachine::SendRunner& action) {
  runners_.send(action.runner, action.message);
}

// The runner exits on "quit"; what it is given here is the time until the next run.
void SlaveAgent::carry_out(const AgentMachine::EndRunner& action) {
  runners_.send(action.runner, wire::MasterQuit{});
}

void SlaveAgent::carry_out(const AgentMachine::KillRunner& action) {
  runners_.signal(action.runner, SIGKILL);
}

void SlaveAgent::carry_out(const AgentMachine::Reconnect&) {
  const Result<void> done = master_->reconnect();
  if (!done) spdlog::error("{}", done.error().what);
}

void SlaveAgent::carry_out(const AgentMachine::Log& action) {
  spdlog::log(action.is_warning ? spdlog::level::warn : spdlog::level::info, "{}", action.text);
}

void SlaveAgent::carry_out(const AgentMachine::Exit& action) {
  exit_code_ = action.code;
  exiting_ = true;
  tell_activity(read_clocks().mono);
  signals_.cancel();
  runners_.end_all();
  leave(std::chrono::steady_clock::now() + kRunnerExitLimit);
}

// Gives the runner the time to exit by itself; closing the socket then sends what is queued.
void SlaveAgent::leave(Instant deadline) {
  const bool wait = !runners_.have_ended() && std::chrono::steady_clock::now() < deadline;
  tick_timer_.expires_after(wait ? kTick / 5 : std::chrono::milliseconds(0));
  tick_timer_.async_wait([this, wait, deadline](boost::system::error_code error) {
    if (error) return;
    if (wait) return leave(deadline);
    runners_.clear();
    master_.reset();
    loop_.stop();
  });
}

}  // namespace acrida
