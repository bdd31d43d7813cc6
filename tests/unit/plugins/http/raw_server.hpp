// RawServer: answers with given bytes, and watches its connections.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/loopback_listener.hpp"

namespace acrida::tests {

/// For what no real server does: answers that break off, come late or never. Reads requests
/// without a body. Listens on a free port of the loopback address; one thread.
///
///   RawServer server({.answer = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", .close = true});
///   RawServer silent({});
class RawServer final {
 public:
  struct Behaviour {
    std::string answer = {};  // to each request; empty: none
    bool close = false;       // the connection, after an answer
    bool hold = false;        // answers until release()
  };

  explicit RawServer(Behaviour behaviour);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(listener_.port()); }
  std::string requests() const;  // their text, one after the other
  std::size_t accepted() const;  // connections until now
  /// False when it does not come to this within five seconds.
  bool wait_for_requests(std::size_t count);
  bool wait_for_open_connections(std::size_t count);
  void release();

 private:
  struct Connection {
    int fd;
    std::string unread;
    std::size_t unanswered = 0;
  };

  void run();
  void accept_one();
  bool serve(Connection& connection, bool readable);  // false: the connection is over

  const Behaviour behaviour_;
  LoopbackListener listener_;
  int wake_;                             // an eventfd
  std::vector<Connection> connections_;  // of the thread

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  std::size_t requests_ = 0;
  std::size_t accepted_ = 0;
  std::size_t open_ = 0;
  bool released_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace acrida::tests
