// RouterSocket: the master's end of the link, one ZeroMQ ROUTER that listens for slaves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "core/base/result.hpp"
#include "core/link/socket_options.hpp"

namespace acrida::link {

class SocketPump;

/// Brings a ROUTER onto an Asio loop. Every call and every callback is on the loop's thread, and
/// the socket is destroyed there, from within a callback too. The loop outlives the socket.
///
///   auto socket = RouterSocket::bind(io.get_executor(), "*", 5557, handlers);
///   if (!socket) return socket.error();
///   (*socket)->send(identity, frame);
class RouterSocket final {
 public:
  struct Handlers {
    /// Both are set. The views live during the call.
    std::function<void(std::string_view identity, std::string_view payload)> on_message;
    OnGarbage on_garbage;
  };

  /// Listens on `host`: an address, an interface's name, or "*" for every address. Port 0 is a
  /// free port, see port(). The error is one line that names the address and the remedy.
  static Result<std::unique_ptr<RouterSocket>> bind(boost::asio::any_io_executor loop,
                                                    const std::string& host, std::uint16_t port,
                                                    Handlers handlers, SocketOptions options = {});
  ~RouterSocket();
  RouterSocket(const RouterSocket&) = delete;
  RouterSocket& operator=(const RouterSocket&) = delete;

  /// Queues one message. False when no peer has this identity, or its queue is full.
  bool send(std::string_view identity, std::string_view payload);
  std::uint16_t port() const { return port_; }

 private:
  RouterSocket() = default;

  /// Shared with the waits on the loop, which hold it weakly.
  std::shared_ptr<SocketPump> pump_;
  std::uint16_t port_ = 0;
};

}  // namespace acrida::link
