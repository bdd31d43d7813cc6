// DealerSocket: the slave's end of the link, one ZeroMQ DEALER that connects to a master.
#include "core/link/dealer_socket.hpp"

#include <utility>

#include "core/link/endpoint.hpp"
#include "core/link/socket_pump.hpp"

namespace acrida::link {

struct DealerSocket::Settings {
  std::string host;
  std::uint16_t port = 0;
  std::string identity;
  Handlers handlers;
  SocketOptions options;
};

namespace {

SocketPump::OnFrames single_frame(DealerSocket::Handlers handlers) {
  return [handlers = std::move(handlers)](const SocketPump::Frames& frames) {
    if (frames.size() == 1) {
      handlers.on_message(frames[0].to_string_view());
    } else {
      handlers.on_garbage({}, "more than one frame");
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
                                                            SocketOptions options) {
  if (!is_identity(identity)) {
    return Error{"cannot connect to " + address_of(host, port) + " as '" + identity +
                 "': a slave's id has 1 to 255 bytes, choose another"};
  }
  std::unique_ptr<DealerSocket> dealer(new DealerSocket(
      std::move(loop), {std::move(host), port, std::move(identity), std::move(handlers), options}));
  if (auto opened = dealer->open(); !opened) return opened.error();
  return dealer;
}

DealerSocket::~DealerSocket() {
  if (pump_) pump_->close();
}

Result<void> DealerSocket::open() {
  const auto& [host, port, identity, handlers, options] = *settings_;
  constexpr std::string_view kRemedy = ": check the master's host and port";
  if (host.empty()) return Error{"cannot connect to an empty host" + std::string(kRemedy)};
  try {
    auto pump = std::make_shared<SocketPump>(loop_, zmq::socket_type::dealer, options,
                                             single_frame(handlers));
    pump->socket().set(zmq::sockopt::routing_id, identity);
    pump->socket().set(zmq::sockopt::ipv6, needs_ipv6(host));
    pump->socket().connect(endpoint_of(host, port));
    pump->start();
    pump_ = std::move(pump);
  } catch (const zmq::error_t& error) {
    return Error{"cannot connect to " + address_of(host, port) + ": " + error.what() +
                 std::string(kRemedy)};
  }
  return {};
}

bool DealerSocket::send(std::string_view payload) {
  return pump_->send({}, payload);
}

Result<void> DealerSocket::reconnect() {
  pump_->close();
  return open();
}

}  // namespace acrida::link
