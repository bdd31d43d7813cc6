// ApiServer: the HTTP API, its live stream and the web page, on their own thread.
#include "master/api/server.hpp"

#include <atomic>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "master/api/request_guard.hpp"
#include "master/api/session.hpp"
#include "master/api/stream_session.hpp"

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
  std::atomic<bool> has_news = false;

  ~Implementation() {
    io.stop();
    if (thread.joinable()) thread.join();
    host.access.reset();    // it posts to the loop
    host.archive.reset();   // it answers to the loop
    host.sessions.clear();  // their sockets need the loop
    host.streams.clear();
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

  Result<void> set_access(const Settings& settings) {
    auto desk = AccessDesk::open(settings.access, [this](std::function<void()> call) {
      boost::asio::post(io, std::move(call));
    });
    if (!desk) return desk.error();
    host.access = std::move(*desk);
    host.routes.users = &host.access->book();
    host.routes.host_names = settings.host_names;
    host.routes.is_insecure = !host.routes.on_loopback && settings.access.is_open_without_users;
    if (settings.tls.certificate.empty()) return {};
    auto context = server_context(settings.tls);
    if (!context) return context.error();
    host.tls.emplace(std::move(*context));
    return {};
  }

  void accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (error == boost::asio::error::operation_aborted) return;
      if (error) return accept_later();
      if (host.sessions.size() >= kMaxConnections) evict_oldest();
      if (host.sessions.size() < 2 * kMaxConnections) {
        std::make_shared<Session>(std::move(socket), host)->start();
      }  // else the socket is closed here
      accept();
    });
  }

  /// Of those that say nothing.
  void evict_oldest() {
    Session* oldest = nullptr;
    for (const auto& session : host.sessions) {
      const auto since = session->waiting_since();
      if (since && (oldest == nullptr || *since < *oldest->waiting_since())) oldest = session.get();
    }
    if (oldest != nullptr) oldest->evict();
  }

  /// On the API's thread.
  void spread_view() {
    has_news = false;
    RunViewPtr view = host.latest.get();
    if (view->number == host.feed->view().number) return;
    host.feed = std::make_shared<LiveFeed>(std::move(view), host.overview);
    const auto streams = host.streams;  // a broken one goes while they are told
    for (const auto& stream : streams) stream->on_view();
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
  if (auto allowed = implementation->set_access(settings); !allowed) return allowed.error();
  implementation->host.post = std::move(post);
  implementation->host.routes.history_file = settings.csv_history_file;
  implementation->host.overview = overview_document(settings.test);
  implementation->host.routes.test = std::move(settings.test);
  implementation->host.routes.web_dir = settings.web_dir;
  implementation->host.routes.log = settings.log;
  implementation->host.routes.has_cloud = settings.fleet != nullptr;
  implementation->host.fleet = std::move(settings.fleet);
  if (!settings.data_dir.empty())
    implementation->host.archive = std::make_unique<ArchiveDesk>(settings.data_dir);
  implementation->host.feed =
      std::make_shared<LiveFeed>(implementation->host.latest.get(), implementation->host.overview);
  implementation->accept();
  Implementation* running = implementation.get();
  implementation->thread = std::thread([running] { running->io.run(); });
  return std::unique_ptr<ApiServer>(new ApiServer(std::move(implementation)));
}

void ApiServer::publish(RunViewPtr view) {
  implementation_->host.latest.set(std::move(view));
  if (implementation_->has_news.exchange(true)) return;
  boost::asio::post(implementation_->io, [here = implementation_.get()] { here->spread_view(); });
}

void ApiServer::test_changed(TestOverview test) {
  boost::asio::post(implementation_->io,
                    [here = implementation_.get(), test = std::move(test)]() mutable {
                      here->host.overview = overview_document(test);
                      here->host.routes.test = std::move(test);
                    });
}

std::uint16_t ApiServer::port() const {
  return implementation_->port;
}

}  // namespace acrida
