// RouterSocket: the master's end of the link, one ZeroMQ ROUTER that listens for slaves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "core/base/result.hpp"
#include "core/link/link_security.hpp"
#include "core/link/socket_options.hpp"

namespace acrida::link {

class SocketPump;
class ZapHandler;

/// Where a message comes from. The views live during the call.
struct Peer {
  /// Of the connection, for send(). In a plain link the peer has chosen it.
  std::string_view identity;
  /// The peer's public key, which it has proved to own; empty in a plain link.
  std::string_view key;
};

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
    std::function<void(const Peer& peer, std::string_view payload)> on_message;
    /// Frames that are no message of ours. `why` is a phrase for the log: "more than one frame".
    std::function<void(const Peer& peer, std::string_view why)> on_garbage;
  };

  /// Listens on `host`: an address, an interface's name, or "*" for every address. Port 0 is a
  /// free port, see port(). With `curve` the link is encrypted, and nothing comes from a peer that
  /// is not admitted. The error is one line that names the address and the remedy.
  static Result<std::unique_ptr<RouterSocket>> bind(boost::asio::any_io_executor loop,
                                                    const std::string& host, std::uint16_t port,
                                                    Handlers handlers,
                                                    const std::optional<CurveServer>& curve = {},
                                                    SocketOptions options = {});
  ~RouterSocket();
  RouterSocket(const RouterSocket&) = delete;
  RouterSocket& operator=(const RouterSocket&) = delete;

  /// Queues one message. False when no peer has this identity, or its queue is full.
  bool send(std::string_view identity, std::string_view payload);
  std::uint16_t port() const { return port_; }

 private:
  RouterSocket() = default;

  std::unique_ptr<ZapHandler> zap_;
  /// Shared with the waits on the loop, which hold it weakly.
  std::shared_ptr<SocketPump> pump_;
  std::uint16_t port_ = 0;
};

}  // namespace acrida::link
