// TargetServer: acceptor and threads.
#include "examples/target/target_server.hpp"

#include <atomic>
#include <stdexcept>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "examples/target/target_connection.hpp"

namespace acrida {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr int kMaxConnections = 50'000;
constexpr int kBacklog = 4096;
// When there are no descriptors left, accepting again at once would spin.
constexpr std::chrono::milliseconds kAcceptPause{50};

tcp::acceptor open_acceptor(asio::io_context& io, const TargetOptions& options) {
  boost::system::error_code error;
  const auto address =
      asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
  if (error) {
    throw std::runtime_error("--host: '" + options.host + "' is not an IP address or localhost");
  }
  const tcp::endpoint endpoint(address, options.port);
  tcp::acceptor acceptor(io);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(kBacklog, error);
  if (error) {
    throw std::runtime_error("cannot listen on " + options.host + ":" +
                             std::to_string(options.port) + ": " + error.message() +
                             " (choose another one with --port)");
  }
  return acceptor;
}

}  // namespace

struct TargetServer::Worker {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
};

namespace {

/// Counts the connection as long as it lives, also when its coroutine is destroyed at the end.
class Counted final {
 public:
  explicit Counted(std::atomic<int>& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<int>& count_;
};

std::atomic<int> open_connections{0};

asio::awaitable<void> serve_counted(tcp::socket socket) {
  const Counted counted(open_connections);
  co_await serve_target_connection(std::move(socket));
}

asio::awaitable<void> accept_all(tcp::acceptor& acceptor, std::vector<asio::io_context*> contexts) {
  asio::steady_timer pause(acceptor.get_executor());
  for (std::size_t next = 0;; next = (next + 1) % contexts.size()) {
    auto [error, socket] = co_await acceptor.async_accept(*contexts[next], kNoThrow);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kNoThrow);
      continue;
    }
    if (open_connections >= kMaxConnections) continue;  // closes it
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    asio::co_spawn(*contexts[next], serve_counted(std::move(socket)), asio::detached);
  }
}

}  // namespace

TargetServer::TargetServer(const TargetOptions& options)
    : workers_([&options] {
        std::vector<std::unique_ptr<Worker>> workers;
        for (int i = 0; i < options.threads; ++i) workers.push_back(std::make_unique<Worker>());
        return workers;
      }()),
      acceptor_(open_acceptor(workers_.front()->io, options)) {}

TargetServer::~TargetServer() = default;

std::string TargetServer::url() const {
  const auto endpoint = acceptor_.local_endpoint();
  const std::string host = endpoint.address().to_string();
  return "http://" + (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" +
         std::to_string(endpoint.port());
}

void TargetServer::run_until_signal() {
  std::vector<asio::io_context*> contexts;
  for (const auto& worker : workers_) contexts.push_back(&worker->io);
  asio::co_spawn(*contexts.front(), accept_all(acceptor_, contexts), asio::detached);
  asio::signal_set signals(*contexts.front(), SIGINT, SIGTERM);
  signals.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) stop();
  });
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < contexts.size(); ++i) {
    threads.emplace_back([io = contexts[i]] { io->run(); });
  }
  contexts.front()->run();
  for (std::thread& thread : threads) thread.join();
}

void TargetServer::stop() {
  for (const auto& worker : workers_) worker->io.stop();
}

}  // namespace acrida
