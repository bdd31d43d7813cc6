// RouterSocket: the master's end of the link, one ZeroMQ ROUTER that listens for slaves.
#include "core/link/router_socket.hpp"

#include <cerrno>
#include <utility>

#include "core/link/endpoint.hpp"
#include "core/link/socket_pump.hpp"
#include "core/link/zap_handler.hpp"

namespace acrida::link {

namespace {

constexpr int kBacklog = 4096;  // connections that are not accepted yet

/// Set by the ZapHandler; ZeroMQ does not let a peer's own properties take its place.
std::string_view key_of(const zmq::message_t& payload) {
  const char* key = zmq_msg_gets(payload.handle(), "User-Id");
  return key != nullptr ? key : std::string_view();
}

SocketPump::OnFrames split_identity(RouterSocket::Handlers handlers, bool is_encrypted) {
  return [handlers = std::move(handlers), is_encrypted](const SocketPump::Frames& frames) {
    const Peer peer{frames[0].to_string_view(),
                    is_encrypted ? key_of(frames.back()) : std::string_view()};
    if (frames.size() == 2) {
      handlers.on_message(peer, frames[1].to_string_view());
    } else {
      handlers.on_garbage(
          peer, frames.size() == 1 ? "an identity without a frame" : "more than one frame");
    }
  };
}

std::string remedy(int error) {
  switch (error) {
    case EADDRINUSE:
      return "the port is in use: stop the process that listens there or choose another port";
    case EACCES:
      return "not permitted: choose a port above 1023";
    case EADDRNOTAVAIL:
    case ENODEV:
      return "not an address of this machine: choose one of its addresses, or * for all";
    default:
      return std::string(zmq_strerror(error)) + ": check the address and the limits of the process";
  }
}

std::uint16_t port_of(const std::string& endpoint) {
  return static_cast<std::uint16_t>(std::stoul(endpoint.substr(endpoint.rfind(':') + 1)));
}

}  // namespace

Result<std::unique_ptr<RouterSocket>> RouterSocket::bind(boost::asio::any_io_executor loop,
                                                         const std::string& host,
                                                         std::uint16_t port, Handlers handlers,
                                                         const std::optional<CurveServer>& curve,
                                                         SocketOptions options) {
  // ZeroMQ binds to addresses and interfaces, not to names.
  const std::string address = host == "localhost" ? "127.0.0.1" : host;
  try {
    std::unique_ptr<RouterSocket> router(new RouterSocket);
    const auto context = std::make_shared<zmq::context_t>();  // shared with the ZapHandler
    const bool is_encrypted = curve.has_value();
    if (curve) router->zap_ = std::make_unique<ZapHandler>(loop, context, *curve);
    router->pump_ =
        std::make_shared<SocketPump>(std::move(loop), context, zmq::socket_type::router, options,
                                     split_identity(std::move(handlers), is_encrypted));
    zmq::socket_t& socket = router->pump_->socket();
    socket.set(zmq::sockopt::router_mandatory, true);
    // Whoever is admitted must not take another's connection over.
    socket.set(zmq::sockopt::router_handover, !is_encrypted);
    if (curve) {
      socket.set(zmq::sockopt::curve_server, true);
      socket.set(zmq::sockopt::curve_secretkey, curve_key_bytes(curve->keys.secret_key));
    }
    socket.set(zmq::sockopt::ipv6, needs_ipv6(address));
    // A fleet connects at once; what finds the queue full tries again after seconds.
    socket.set(zmq::sockopt::backlog, kBacklog);
    socket.bind(endpoint_of(address, port));
    router->port_ = port_of(socket.get(zmq::sockopt::last_endpoint));
    router->pump_->start();
    return router;
  } catch (const zmq::error_t& error) {
    return Error{"cannot listen on " + address_of(host, port) + ": " + remedy(error.num())};
  }
}

RouterSocket::~RouterSocket() {
  if (pump_) pump_->close();
}

bool RouterSocket::send(std::string_view identity, std::string_view payload) {
  return !identity.empty() && pump_->send({identity, payload});
}

}  // namespace acrida::link
