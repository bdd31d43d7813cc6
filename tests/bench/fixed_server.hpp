// FixedServer: the least that an HTTP server can do, so that it is never what a bench waits for.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace acrida::tests {

/// A process that answers whatever ends with an empty line with the same 24 bytes of JSON, over keep-alive
/// connections to a port of 127.0.0.1: one thread, one epoll set, no pipelining. It is a copy of the calling
/// process, so construct it before there are threads; killed at destruction, and by the kernel with its parent.
class FixedServer {
 public:
  /// Throws std::runtime_error when it cannot listen. Runs on the cores of the calling thread.
  FixedServer();
  ~FixedServer();
  FixedServer(const FixedServer&) = delete;
  FixedServer& operator=(const FixedServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace acrida::tests
