// UdpClient: datagrams between a virtual user and one server.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include <acrida/network_error.hpp>
#include <acrida/task.hpp>

namespace acrida {

class User;

/// What the datagrams mean, and what of them is a request, is up to the user:
///
///   co_await client.connect();
///   auto reply = co_await measure("DNS", "A", client.request(question));
///
/// Failures are exceptions of NetworkError; the socket stays open after them, as a lost datagram is
/// nothing unusual. Made with the user, opens nothing before connect(). One receive at a time. All
/// functions are for the user's shard: [shard].
class UdpClient {
 public:
  explicit UdpClient(User& user);  // `user` owns the client
  ~UdpClient();
  UdpClient(const UdpClient&) = delete;
  UdpClient& operator=(const UdpClient&) = delete;

  /// Looks "host:port" or "udp://host:port" up and opens a socket that talks to that address only;
  /// empty means the user's host. Sends nothing, so it does not know whether anyone is there.
  /// Throws std::invalid_argument for an address of another form.
  task<> connect(std::string_view address = {});
  bool connected() const;
  /// What is in progress ends with an error.
  void close();

  /// One datagram; `bytes` must live until it is sent, as temporaries in the same co_await do.
  task<> send(std::string_view bytes);
  /// The next datagram of the server. The view lives until the next receive. Throws when none comes
  /// within `timeout` (timed_out), or when the server's machine says that nobody listens there
  /// (connection_refused).
  task<std::string_view> receive();

  /// Sends, and receives until `is_answer` says yes, all within `timeout`: others, such as the late
  /// answer to the question before, are dropped. Without it the first datagram is the answer.
  using IsAnswer = std::function<bool(std::string_view)>;
  task<std::string_view> request(std::string_view bytes);
  task<std::string_view> request(std::string_view bytes, IsAnswer is_answer);

  /// Of each receive and request.
  std::chrono::milliseconds timeout{5'000};

 private:
  class Socket;
  std::shared_ptr<Socket> open_socket(const char* what) const;

  User& user_;
  std::shared_ptr<Socket> socket_;  // shared with its operations in progress
};

}  // namespace acrida
