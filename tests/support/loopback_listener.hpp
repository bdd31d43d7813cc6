// LoopbackListener: a listening socket for the servers that tests write themselves.
#pragma once

#include <cstdint>

namespace acrida::tests {

/// On a free port of 127.0.0.1. Throws std::runtime_error when there is none.
class LoopbackListener final {
 public:
  LoopbackListener();
  ~LoopbackListener();
  LoopbackListener(const LoopbackListener&) = delete;
  LoopbackListener& operator=(const LoopbackListener&) = delete;

  int fd() const { return fd_; }
  std::uint16_t port() const { return port_; }

 private:
  int fd_;
  std::uint16_t port_ = 0;
};

}  // namespace acrida::tests
