// FakeSlave: a peer of the master that says what the test wants, well-formed or not.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "core/link/link_security.hpp"
#include "core/wire/message.hpp"

namespace acrida::tests {

/// A DEALER socket of the test's own thread.
///
///   FakeSlave slave(port, "fake_1");
///   slave.send(wire::ClientReady{"", true});
///   auto ack = slave.receive<wire::Ack>();
class FakeSlave final {
 public:
  /// With keys the link is encrypted.
  FakeSlave(std::uint16_t port, const std::string& identity,
            const std::optional<link::CurveClient>& curve = {});

  void send(const wire::FromSlave& message);
  /// Any frames at all.
  void send_frames(const std::vector<std::string>& frames);
  /// The next message; nothing when none comes in time. Throws when it is not one of ours.
  std::optional<wire::FromMaster> receive(
      std::chrono::milliseconds timeout = std::chrono::seconds(5));
  /// The next message of a kind; others are dropped.
  template <class Message>
  std::optional<Message> receive_only(std::chrono::milliseconds timeout = std::chrono::seconds(5)) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (true) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          deadline - std::chrono::steady_clock::now());
      const auto message = receive(std::max(left, std::chrono::milliseconds(0)));
      if (!message) return std::nullopt;
      if (const auto* wanted = std::get_if<Message>(&*message)) return *wanted;
    }
  }
  /// client_ready, and the ack awaited; throws when none comes.
  void register_at_master();

 private:
  std::string identity_;
  zmq::context_t context_{1};
  zmq::socket_t socket_;
};

}  // namespace acrida::tests
