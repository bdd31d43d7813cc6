// DealerSocket: the slave's end of the link, one ZeroMQ DEALER that connects to a master.
#include "core/link/dealer_socket.hpp"

#include <utility>

#include "core/link/dealer_monitor.hpp"
#include "core/link/endpoint.hpp"
#include "core/link/socket_pump.hpp"

namespace acrida::link {

struct DealerSocket::Settings {
  std::string host;
  std::uint16_t port = 0;
  std::string identity;
  Handlers handlers;
  std::optional<CurveClient> curve;
  SocketOptions options;
};

namespace {

/// ZeroMQ's first pause is 100 ms; a master that refuses a key is not asked ten times a second.
constexpr int kLongestReconnectPause_ms = 1000;

SocketPump::OnFrames single_frame(DealerSocket::Handlers handlers) {
  return [handlers = std::move(handlers)](const SocketPump::Frames& frames) {
    if (frames.size() == 1) {
      handlers.on_message(frames[0].to_string_view());
    } else {
      handlers.on_garbage("more than one frame");
    }
  };
}

bool is_identity(const std::string& identity) {
  constexpr std::size_t kMaxBytes = 255;
  return !identity.empty() && identity.size() <= kMaxBytes && identity[0] != '\0';
}

}  // namespace

DealerSocket::DealerSocket(boost::asio::any_io_executor loop, Settings settings)
    : loop_(std::move(loop)), settings_(std::make_unique<const Settings>(std::move(settings))) {}

Result<std::unique_ptr<DealerSocket>> DealerSocket::connect(boost::asio::any_io_executor loop,
                                                            std::string host, std::uint16_t port,
                                                            std::string identity, Handlers handlers,
                                                            std::optional<CurveClient> curve,
                                                            SocketOptions options) {
  if (!is_identity(identity)) {
    return Error{"cannot connect to " + address_of(host, port) + " as '" + identity +
                 "': a slave's id has 1 to 255 bytes, choose another"};
  }
  std::unique_ptr<DealerSocket> dealer(
      new DealerSocket(std::move(loop), {std::move(host), port, std::move(identity),
                                         std::move(handlers), std::move(curve), options}));
  if (auto opened = dealer->open(); !opened) return opened.error();
  return dealer;
}

DealerSocket::~DealerSocket() {
  if (pump_) pump_->close();
}

Result<void> DealerSocket::open() {
  const auto& [host, port, identity, handlers, curve, options] = *settings_;
  constexpr std::string_view kRemedy = ": check the master's host and port";
  if (host.empty()) return Error{"cannot connect to an empty host" + std::string(kRemedy)};
  try {
    const auto context = std::make_shared<zmq::context_t>();  // shared with the monitor
    auto pump = std::make_shared<SocketPump>(loop_, context, zmq::socket_type::dealer, options,
                                             single_frame(handlers));
    zmq::socket_t& socket = pump->socket();
    if (curve) {
      socket.set(zmq::sockopt::curve_serverkey, curve_key_bytes(curve->server_key));
      socket.set(zmq::sockopt::curve_publickey, curve_key_bytes(curve->keys.public_key));
      socket.set(zmq::sockopt::curve_secretkey, curve_key_bytes(curve->keys.secret_key));
      socket.set(zmq::sockopt::reconnect_ivl_max, kLongestReconnectPause_ms);
    } else {
      socket.set(zmq::sockopt::routing_id, identity);
    }
    socket.set(zmq::sockopt::ipv6, needs_ipv6(host));
    monitor_.reset();
    if (handlers.on_trouble)
      monitor_ = std::make_unique<DealerMonitor>(loop_, context, socket, handlers.on_trouble,
                                                 handlers.on_connected);
    socket.connect(endpoint_of(host, port));
    pump->start();
    pump_ = std::move(pump);
  } catch (const zmq::error_t& error) {
    return Error{"cannot connect to " + address_of(host, port) + ": " + error.what() +
                 std::string(kRemedy)};
  }
  return {};
}

bool DealerSocket::send(std::string_view payload) {
  return pump_->send({payload});
}

Result<void> DealerSocket::reconnect() {
  pump_->close();
  return open();
}

bool DealerSocket::is_trusted() const {
  return settings_->curve.has_value() || is_loopback(settings_->host);
}

}  // namespace acrida::link
