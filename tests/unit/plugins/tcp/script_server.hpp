// ScriptServer: a TCP server whose every connection is a function of the test.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <thread>

#include "tests/support/loopback_listener.hpp"

namespace acrida::tests {

/// What a script does with its connection; every call blocks.
class ScriptConnection final {
 public:
  explicit ScriptConnection(int fd) : fd_(fd) {}
  /// False when the client has gone.
  bool send(std::string_view bytes);
  /// At most so many bytes; empty when the client has closed.
  std::string receive(std::size_t bytes);
  /// Until the client closes; gives what it sent.
  std::string receive_all();

 private:
  int fd_;
};

/// Listens on a free port of the loopback address, with a thread for each connection, which is
/// closed when the script returns. At the end every connection is shut down.
///
///   ScriptServer server([](ScriptConnection& client) { client.send("hello\r\n"); });
class ScriptServer final {
 public:
  using Script = std::function<void(ScriptConnection&)>;

  explicit ScriptServer(Script script);
  ~ScriptServer();
  ScriptServer(const ScriptServer&) = delete;
  ScriptServer& operator=(const ScriptServer&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(listener_.port()); }

 private:
  struct Guest {
    int fd;
    std::thread thread;
  };
  void accept_all();

  Script script_;
  LoopbackListener listener_;
  std::list<Guest> guests_;  // of the acceptor, until it has ended
  std::thread acceptor_;
};

}  // namespace acrida::tests
