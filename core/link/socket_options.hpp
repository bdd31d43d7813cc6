// SocketOptions: the bounds and timeouts of a ZeroMQ socket.
#pragma once

#include <chrono>
#include <cstdint>

namespace acrida::link {

struct SocketOptions {
  /// A larger frame closes the connection that it came from; the peer reconnects by itself.
  std::int64_t max_message_bytes = 32 << 20;
  /// Messages queued for each peer; send() beyond them returns false.
  int high_water_messages = 20'000;
  /// Messages of each peer that wait to be handed out; the others wait at the peer. ZeroMQ keeps
  /// some 5 KB for a small report: with 10,000 slaves a master without CPU time grows by 2.7 GB.
  int receive_high_water_messages = 50;
  /// A peer that has not completed its handshake by then is disconnected.
  std::chrono::milliseconds handshake_limit{5000};
  /// Connections that the kernel has accepted and ZeroMQ has not.
  int backlog = 512;
  std::chrono::seconds keepalive_idle{30};
  /// How long unsent messages are still tried after close.
  std::chrono::milliseconds linger{1000};
};

}  // namespace acrida::link
