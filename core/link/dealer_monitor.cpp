// DealerMonitor: hears why the handshakes of a socket fail.
#include "core/link/dealer_monitor.hpp"

#include <cstdint>
#include <cstring>
#include <utility>

namespace acrida::link {

namespace {

constexpr const char* kAddress = "inproc://monitor";  // one socket that connects for each context
constexpr int kEvents = ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                        ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;

}  // namespace

std::optional<LinkTrouble> trouble_of(const SocketPump::Frames& event) {
  // The event's number in 16 bits, then its value in 32; a second frame names the endpoint.
  constexpr std::size_t kEventBytes = 6;
  if (event.size() != 2 || event[0].size() != kEventBytes) return std::nullopt;
  std::uint16_t number = 0;
  std::memcpy(&number, event[0].data(), sizeof number);
  switch (number) {
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
      return LinkTrouble::refused_key;
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:  // or NO_DETAIL: it depends on who closes first
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
      return LinkTrouble::no_handshake;
    default:
      return std::nullopt;
  }
}

DealerMonitor::DealerMonitor(boost::asio::any_io_executor loop,
                             std::shared_ptr<zmq::context_t> context, zmq::socket_t& socket,
                             std::function<void(LinkTrouble)> on_trouble)
    : pump_(std::make_shared<SocketPump>(
          std::move(loop), std::move(context), zmq::socket_type::pair, SocketOptions{},
          [on_trouble = std::move(on_trouble)](const SocketPump::Frames& event) {
            if (const auto trouble = trouble_of(event)) on_trouble(*trouble);
          })) {
  if (zmq_socket_monitor(socket.handle(), kAddress, kEvents) != 0) throw zmq::error_t();
  pump_->socket().connect(kAddress);
  pump_->start();
}

}  // namespace acrida::link
