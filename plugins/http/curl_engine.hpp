// CurlEngine: one libcurl multi handle on the loop of a shard.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <curl/curl.h>

namespace acrida {

/// What the engine runs: an easy handle and what happens when it is done.
class CurlOperation {
 public:
  CURL* easy = nullptr;  // owned by the derived class
  CURLcode result = CURLE_OK;
  bool running = false;  // the engine's: from start() until it is over or aborted

  /// The transfer is over (see `result`) and the handle is out of the engine. Called on the loop,
  /// outside of libcurl, so that it may start the next one. [shard]
  virtual void on_done() = 0;

 protected:
  ~CurlOperation() = default;
};

class CurlEngine;

/// Whose connections they are: one user's are never used by another. Owned by the user's client.
struct ConnectionOwner {
  CurlEngine* engine = nullptr;
  std::uint32_t number = 0;
  std::vector<int> sockets;  // those that are open
};

/// A service of the shard's io_context, shared by all HTTP users of the shard. libcurl's sockets
/// are in an epoll set of the engine's own, which the loop watches as one descriptor: one wait of
/// the loop serves all sockets that are ready, and no socket costs a registration with the loop.
/// One thread: [shard].
class CurlEngine final : public boost::asio::execution_context::service {
 public:
  static boost::asio::execution_context::id id;
  explicit CurlEngine(boost::asio::execution_context& context);

  /// `operation.easy` is fully set up; the operation lives until on_done() or abort().
  void start(CurlOperation& operation);
  /// Takes a running operation out; on_done() is not called. One that is over cannot be aborted:
  /// its on_done() comes in this turn of the loop.
  void abort(CurlOperation& operation);

  /// A number of its own for an owner; they repeat after 2^32.
  std::uint32_t new_owner_number() { return ++last_owner_number_; }
  /// `easy` uses the owner's connections only; the owner outlives the handle's transfers.
  void set_owner(CURL* easy, ConnectionOwner& owner);
  /// Ends the owner's idle connections and forgets the owner; libcurl cleans up at its next look.
  void close_connections(ConnectionOwner& owner);

 private:
  static constexpr int kEventsPerTurn = 256;
  static constexpr int kRoundsPerTurn = 16;
  static constexpr long kMaxIdleConnections = 1 << 20;

  void shutdown() override;
  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void* known);
  static int on_timer(CURLM*, long timeout_ms, void* self);
  static int on_open_socket(void* owner, curl_socket_t fd, curlsocktype);
  static int close_socket(void* self, curl_socket_t fd);

  /// A connection's socket. libcurl takes it out of its interest after each answer and puts it
  /// back for the next request; it stays in the epoll set meanwhile, which saves two system calls
  /// per request. Descriptors that are not connections (of a name look-up) have no owner.
  struct Socket {
    ConnectionOwner* owner = nullptr;  // null: not a connection, or its owner has gone
    bool is_connection = false;
    std::uint32_t registered = 0;  // epoll events; 0: not in the set
    bool wanted = false;
  };
  Socket& socket(int fd);
  void unregister(int fd);

  void wait_for_sockets();
  void serve_sockets();
  void serve_timeouts();
  void arm_timer();
  void finish_done();

  boost::asio::io_context& loop_;
  CURLM* multi_;
  boost::asio::posix::stream_descriptor sockets_;  // the epoll set
  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
  std::chrono::steady_clock::time_point armed_for_ = std::chrono::steady_clock::time_point::max();
  bool timeouts_due_ = false;  // libcurl asked to be called as soon as possible
  bool turn_scheduled_ = false;
  std::vector<CurlOperation*> done_;
  std::uint32_t last_owner_number_ = 0;
  std::vector<Socket> by_descriptor_;
};

}  // namespace acrida
