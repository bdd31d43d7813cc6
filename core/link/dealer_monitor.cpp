// DealerMonitor: hears how the handshakes of a socket end.
#include "core/link/dealer_monitor.hpp"

#include <cstdint>
#include <cstring>
#include <utility>

namespace acrida::link {

namespace {

constexpr const char* kAddress = "inproc://monitor";  // one socket that connects for each context
constexpr int kEvents = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                        ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;

/// 0 for frames that are no event. Its number is in 16 bits, before its value in 32; a second frame
/// names the endpoint.
std::uint16_t event_in(const SocketPump::Frames& frames) {
  constexpr std::size_t kEventBytes = 6;
  std::uint16_t number = 0;
  if (frames.size() == 2 && frames[0].size() == kEventBytes)
    std::memcpy(&number, frames[0].data(), sizeof number);
  return number;
}

}  // namespace

std::optional<LinkTrouble> trouble_of(const SocketPump::Frames& event) {
  switch (event_in(event)) {
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
                             std::function<void(LinkTrouble)> on_trouble,
                             std::function<void()> on_connected)
    : pump_(std::make_shared<SocketPump>(
          std::move(loop), std::move(context), zmq::socket_type::pair, SocketOptions{},
          [on_trouble = std::move(on_trouble),
           on_connected = std::move(on_connected)](const SocketPump::Frames& event) {
            if (const auto trouble = trouble_of(event)) return on_trouble(*trouble);
            if (event_in(event) == ZMQ_EVENT_HANDSHAKE_SUCCEEDED && on_connected) on_connected();
          })) {
  if (zmq_socket_monitor(socket.handle(), kAddress, kEvents) != 0) throw zmq::error_t();
  pump_->socket().connect(kAddress);
  pump_->start();
}

}  // namespace acrida::link
