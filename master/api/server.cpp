// ApiServer: the HTTP API and the status page, on their own thread.
#include "master/api/server.hpp"

#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "master/api/request_guard.hpp"
#include "master/api/session.hpp"

namespace acrida {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// After a failed accept (no descriptors left) the next try waits.
constexpr std::chrono::milliseconds kAcceptPause{100};

Error cannot_listen(const ApiServer::Settings& settings, const std::string& cause) {
  return Error{"web UI: cannot listen on " + settings.host + ":" + std::to_string(settings.port) +
               ": " + cause + "; choose another with --web-host and --web-port, or use --headless"};
}

}  // namespace

struct ApiServer::Implementation {
  // The loop goes last: handlers that were never run hold sessions, which refer to the host.
  SessionHost host;
  boost::asio::io_context io{1};
  tcp::acceptor acceptor{io};
  boost::asio::steady_timer pause{io};
  std::uint16_t port = 0;
  std::thread thread;

  ~Implementation() {
    io.stop();
    if (thread.joinable()) thread.join();
    host.sessions.clear();  // their sockets need the loop
  }

  Result<void> listen(const Settings& settings) {
    error_code error;
    tcp::resolver resolver(io);
    const auto found = resolver.resolve(settings.host, std::to_string(settings.port),
                                        tcp::resolver::passive, error);
    if (error || found.empty()) return cannot_listen(settings, error.message());
    const tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error) return cannot_listen(settings, error.message());
    port = acceptor.local_endpoint(error).port();
    host.routes.on_loopback = endpoint.address().is_loopback();
    return {};
  }

  void accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (error == boost::asio::error::operation_aborted) return;
      if (error) return accept_later();
      if (host.sessions.size() < kMaxConnections) {
        std::make_shared<Session>(std::move(socket), host)->start();
      }  // else the socket is closed here
      accept();
    });
  }

  void accept_later() {
    pause.expires_after(kAcceptPause);
    pause.async_wait([this](error_code error) {
      if (!error) accept();
    });
  }
};

ApiServer::ApiServer(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

ApiServer::~ApiServer() = default;

Result<std::unique_ptr<ApiServer>> ApiServer::start(Settings settings, Post post) {
  auto implementation = std::make_unique<Implementation>();
  if (auto listening = implementation->listen(settings); !listening) return listening.error();
  implementation->host.post = std::move(post);
  implementation->host.routes.history_file = settings.csv_history_file;
  implementation->host.routes.default_users = settings.default_users;
  implementation->host.routes.default_spawn_rate = settings.default_spawn_rate;
  implementation->host.routes.arguments = std::move(settings.arguments);
  implementation->accept();
  Implementation* running = implementation.get();
  implementation->thread = std::thread([running] { running->io.run(); });
  return std::unique_ptr<ApiServer>(new ApiServer(std::move(implementation)));
}

void ApiServer::publish(RunViewPtr view) {
  implementation_->host.latest.set(std::move(view));
}
std::uint16_t ApiServer::port() const {
  return implementation_->port;
}

}  // namespace acrida
