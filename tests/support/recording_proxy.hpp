// RecordingProxy: stands between a slave and its master and keeps what the slave has sent.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "tests/support/loopback_listener.hpp"

namespace acrida::tests {

/// Passes the bytes of one connection on in both directions, on a thread of its own.
class RecordingProxy final {
 public:
  explicit RecordingProxy(std::uint16_t master_port);
  ~RecordingProxy();
  RecordingProxy(const RecordingProxy&) = delete;
  RecordingProxy& operator=(const RecordingProxy&) = delete;

  std::uint16_t port() const { return listener_.port(); }
  /// Of the slave, until now.
  std::string recorded() const;

 private:
  void pass_on(std::uint16_t master_port);

  LoopbackListener listener_;
  std::atomic<bool> ends_ = false;
  mutable std::mutex mutex_;
  std::string recorded_;
  std::thread thread_;
};

/// A connected TCP socket; the caller closes it. Throws when nobody listens.
int connect_to(std::uint16_t port);

}  // namespace acrida::tests
