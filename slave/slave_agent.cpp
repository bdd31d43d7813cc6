// SlaveAgent: carries out what the AgentMachine decides.
#include "slave/slave_agent.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <random>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <acrida/version.hpp>

#include "core/inspection/inspected_test.hpp"
#include "core/loader/test_builder.hpp"
#include "core/wire/codec.hpp"

namespace acrida {
namespace {

Now read_clocks() {
  return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
}

// <hostname>_<32 hex digits>, as a Locust worker names itself.
std::string make_node_id() {
  char host[256] = {};
  gethostname(host, sizeof host - 1);
  std::random_device random;
  std::string id = std::string(host) + "_";
  for (int i = 0; i < 4; ++i) id += fmt::format("{:08x}", random());
  return id;
}

std::size_t shard_count(const SlaveOptions& options) {
  return options.shards > 0 ? options.shards : std::max(1u, std::thread::hardware_concurrency());
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace

SlaveAgent::SlaveAgent(SlaveOptions options)
    : options_(std::move(options)),
      node_id_(make_node_id()),
      tick_timer_(loop_),
      signals_(loop_, SIGINT, SIGTERM),
      machine_({.version = ACRIDA_VERSION,
                .cores = static_cast<std::uint32_t>(shard_count(options_)),
                .pid = static_cast<std::uint64_t>(::getpid())}) {
  std::signal(SIGPIPE, SIG_IGN);
}

int SlaveAgent::run() {
  if (!options_.test.empty()) {
    // Found out before the master hears of this slave: a test that cannot be used is misuse here.
    const Result<InspectedTest> inspection = inspect_test(options_.test);
    if (!inspection) {
      spdlog::error("{}", inspection.error().what);
      return 2;
    }
    library_ = inspection->path;
  }
  connect();
  wait_for_signal();
  on_tick();
  loop_.run();
  return exit_code_;
}

void SlaveAgent::connect() {
  auto socket = link::DealerSocket::connect(
      loop_.get_executor(), options_.master_host, options_.master_port, node_id_,
      {.on_message = [this](std::string_view frame) { on_frame(frame); },
       .on_garbage = [this](std::string_view, std::string_view) { ++garbage_frames_; }});
  if (!socket) throw std::runtime_error(socket.error().what);
  master_ = std::move(*socket);
  spdlog::info("connecting to tcp://{}:{} as {}", options_.master_host, options_.master_port,
               node_id_);
}

void SlaveAgent::on_frame(std::string_view frame) {
  const auto envelope = wire::decode_from_master(frame);
  if (!envelope) {
    if (garbage_frames_++ == 0)
      spdlog::warn("a frame from the master makes no sense: {} (further ones are not logged)",
                   envelope.error().what);
    return;
  }
  carry_out(machine_.on_master(envelope->message, read_clocks()));
}

void SlaveAgent::on_tick() {
  if (!runner_failure_.empty()) {
    const std::string why = std::exchange(runner_failure_, {});
    carry_out(machine_.on_runner_ended(why, read_clocks()));
  } else if (runner_ && runner_pipe_closed_) {  // all that it wrote has been read
    if (const std::optional<int> status = runner_->poll()) {
      drop_runner();
      carry_out(machine_.on_runner_ended(describe_wait_status(*status), read_clocks()));
    }
  }
  std::vector<pid_t> processes{::getpid()};
  if (runner_) processes.push_back(runner_->pid());
  const Now now = read_clocks();
  carry_out(machine_.tick(now, meter_.measure(processes, now.mono)));
  tick_timer_.expires_after(kTick);
  tick_timer_.async_wait([this](boost::system::error_code error) {
    if (!error && !exiting_) on_tick();
  });
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
  if (!master_->send(wire::encode(action.message, node_id_)))
    spdlog::warn("the queue to the master is full: a {} message is lost",
                 wire::type_name(action.message));
}

void SlaveAgent::carry_out(const AgentMachine::StartRunner& action) {
  drop_runner();
  const Result<std::string> library = this->library();
  if (library)
    start_runner(*library, action.slave_index);
  else
    runner_failure_ = library.error().what;
}

// The test given here, or the master's when it is a file of this machine with the same content.
Result<std::string> SlaveAgent::library() {
  if (!library_.empty()) return library_;
  const auto& master = machine_.master();
  if (!master || master->test_path.empty() || !is_loopback(options_.master_host))
    return Error{"this slave has no test: start it with -f TEST"};
  const Result<std::string> hash = content_hash(master->test_path);
  if (!hash || *hash != master->test_hash)
    return Error{master->test_path +
                 ": not the master's test any more; start the slave with -f TEST"};
  return master->test_path;
}

void SlaveAgent::start_runner(const std::string& library, std::uint64_t slave_index) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    runner_failure_ = "no socket pair: " + std::string(std::strerror(errno));
    return;
  }
  auto child = ChildProcess::start(
      {own_executable(), "runner", library, "--shards", std::to_string(shard_count(options_)),
       "--index", std::to_string(slave_index)},
      ends[1]);
  ::close(ends[1]);
  if (!child) {
    ::close(ends[0]);
    runner_failure_ = child.error().what;
    return;
  }
  runner_.emplace(std::move(*child));
  runner_pipe_ = std::make_unique<FramePipe>(
      loop_, ends[0],
      [this](std::string_view frame) {
        auto envelope = wire::decode_from_slave(frame);
        if (envelope)
          carry_out(machine_.on_runner(std::move(envelope->message), read_clocks()));
        else
          spdlog::error("a frame from the runner makes no sense: {}", envelope.error().what);
      },
      [this] { runner_pipe_closed_ = true; });
  runner_pipe_closed_ = false;
}

void SlaveAgent::carry_out(const AgentMachine::SendRunner& action) {
  if (runner_pipe_) runner_pipe_->send(wire::encode(action.message, node_id_));
}

// The runner exits on "quit"; what it is given here is the time until the next run.
void SlaveAgent::carry_out(const AgentMachine::EndRunner&) {
  if (runner_pipe_)
    runner_pipe_->send(wire::encode(wire::FromMaster(wire::MasterQuit{}), node_id_));
}

void SlaveAgent::carry_out(const AgentMachine::KillRunner&) {
  if (runner_) runner_->signal(SIGKILL);
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
  signals_.cancel();
  carry_out(AgentMachine::EndRunner{});
  leave(std::chrono::steady_clock::now() + kRunnerExitLimit);
}

// Gives the runner the time to exit by itself; closing the socket then sends what is queued.
void SlaveAgent::leave(Instant deadline) {
  const bool wait = runner_ && !runner_->poll() && std::chrono::steady_clock::now() < deadline;
  tick_timer_.expires_after(wait ? kTick / 5 : std::chrono::milliseconds(0));
  tick_timer_.async_wait([this, wait, deadline](boost::system::error_code error) {
    if (error) return;
    if (wait) return leave(deadline);
    drop_runner();
    master_.reset();
    loop_.stop();
  });
}

// Destroying the child kills it. Deferred, as this may be called from within the pipe's callback.
void SlaveAgent::drop_runner() {
  if (runner_pipe_)
    boost::asio::post(loop_, [old = std::shared_ptr<FramePipe>(std::move(runner_pipe_))] {});
  runner_.reset();
}

}  // namespace acrida
