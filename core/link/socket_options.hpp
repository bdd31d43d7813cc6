// SocketOptions: the bounds and timeouts of a ZeroMQ socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

namespace acrida::link {

struct SocketOptions {
  /// A larger frame closes the connection that it came from; the peer reconnects by itself.
  std::int64_t max_message_bytes = 32 << 20;
  /// Messages queued for each peer, in each direction; send() beyond them returns false.
  int high_water_messages = 20'000;
  std::chrono::seconds keepalive_idle{30};
  /// How long unsent messages are still tried after close.
  std::chrono::milliseconds linger{1000};
};

/// Called with frames that are no message of ours; `identity` is empty on a DealerSocket.
/// `why` is a phrase for the log: "3 frames instead of 2".
using OnGarbage = std::function<void(std::string_view identity, std::string_view why)>;

}  // namespace acrida::link
