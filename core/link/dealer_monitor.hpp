// DealerMonitor: hears how the handshakes of a socket end.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>

#include "core/link/link_security.hpp"
#include "core/link/socket_pump.hpp"

namespace acrida::link {

/// The trouble that an event of ZeroMQ's monitor tells of; nothing for a handshake that succeeded
/// and for other frames. Pure.
std::optional<LinkTrouble> trouble_of(const SocketPump::Frames& event);

/// One for a socket that connects, made before it does. One thread, that of the loop, on which
/// the callbacks are called; the loop outlives it.
class DealerMonitor final {
 public:
  /// Throws zmq::error_t when the process has no room for another socket.
  DealerMonitor(boost::asio::any_io_executor loop, std::shared_ptr<zmq::context_t> context,
                zmq::socket_t& socket, std::function<void(LinkTrouble)> on_trouble,
                std::function<void()> on_connected);
  ~DealerMonitor() { pump_->close(); }
  DealerMonitor(const DealerMonitor&) = delete;
  DealerMonitor& operator=(const DealerMonitor&) = delete;

 private:
  /// Shared with the waits on the loop, which hold it weakly.
  std::shared_ptr<SocketPump> pump_;
};

}  // namespace acrida::link
