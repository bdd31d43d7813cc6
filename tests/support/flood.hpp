// Flood: a hostile peer that sends as fast as it is told to, on a thread of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <thread>

#include "core/link/link_security.hpp"

namespace acrida::tests {

/// Calls `send` `per_second` times a second, evenly, until it is destroyed.
class Flood final {
 public:
  Flood(double per_second, std::function<void()> send);
  ~Flood();
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;

  std::uint64_t sent() const { return sent_; }

 private:
  std::atomic<bool> ends_ = false;
  std::atomic<std::uint64_t> sent_ = 0;
  std::thread thread_;
};

/// Garbage from a DEALER, plain or with keys: one frame for each call, dropped when the queue is
/// full. The number counts what was queued.
std::function<void()> garbage_sender(std::uint16_t port, std::optional<link::CurveClient> curve,
                                     std::atomic<std::uint64_t>& queued);

/// A TCP connection with bytes that are no handshake, closed at once, for each call.
std::function<void()> stray_connections(std::uint16_t port);

/// A whole handshake with these keys on a connection of its own, for each call.
std::function<void()> handshakes(std::uint16_t port, link::CurveClient curve);

/// CPU time of a process until now, user and kernel, in nanoseconds.
std::uint64_t cpu_ns_of(int pid);

}  // namespace acrida::tests
