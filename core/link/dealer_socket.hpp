// DealerSocket: the slave's end of the link, one ZeroMQ DEALER that connects to a master.
#pragma once

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

class DealerMonitor;
class SocketPump;

/// Brings a DEALER onto an Asio loop. Every call and every callback is on the loop's thread, and
/// the socket is destroyed there, from within a callback too. The loop outlives the socket.
/// A connection that breaks is rebuilt by ZeroMQ; connecting does not wait for the peer.
class DealerSocket final {
 public:
  struct Handlers {
    /// The first two are set. The views live during the call.
    std::function<void(std::string_view payload)> on_message;
    /// `why` is a phrase for the log.
    std::function<void(std::string_view why)> on_garbage;
    /// A handshake has failed: see reconnect().
    std::function<void(LinkTrouble)> on_trouble = {};
    /// A handshake is complete, the first one or that of a connection that was rebuilt. Heard only
    /// with on_trouble.
    std::function<void()> on_connected = {};
  };

  /// Connects to `host`, an address or a name. `identity` is 1 to 255 bytes, the first not zero; it
  /// is the connection's name in a plain link, while with `curve` the key is. The error is one line
  /// that names the address and the remedy.
  static Result<std::unique_ptr<DealerSocket>> connect(boost::asio::any_io_executor loop,
                                                       std::string host, std::uint16_t port,
                                                       std::string identity, Handlers handlers,
                                                       std::optional<CurveClient> curve = {},
                                                       SocketOptions options = {});
  ~DealerSocket();
  DealerSocket(const DealerSocket&) = delete;
  DealerSocket& operator=(const DealerSocket&) = delete;

  /// Queues one message. False when the queue is full.
  bool send(std::string_view payload);
  /// Closes and opens the socket with the same identity. What was queued is still tried for the
  /// linger time; what had arrived but was not yet handed out is lost.
  Result<void> reconnect();
  /// Whether what comes is certainly the master's: it has proved its key, or is on this machine.
  bool is_trusted() const;

 private:
  struct Settings;
  DealerSocket(boost::asio::any_io_executor loop, Settings settings);
  Result<void> open();

  boost::asio::any_io_executor loop_;
  std::unique_ptr<const Settings> settings_;
  /// Shared with the waits on the loop, which hold it weakly.
  std::shared_ptr<SocketPump> pump_;
  std::unique_ptr<DealerMonitor> monitor_;
};

}  // namespace acrida::link
