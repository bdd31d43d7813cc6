// TcpClient: one connection of a virtual user, plain or with TLS, for protocols of your own.
#pragma once

#include <bit>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <acrida/network_error.hpp>
#include <acrida/task.hpp>

namespace acrida {

class User;

/// The number before a message that says how many bytes follow it.
struct LengthPrefix {
  int bytes = 4;  // 1, 2, 4 or 8
  std::endian endian = std::endian::big;
};

/// Sends and receives bytes; what they mean, and what of it is a request, is up to the user:
///
///   co_await measure("LINE", "connect", client.connect());
///   auto reply = co_await measure("LINE", "ask", ask("PING\r\n"));
///
///   task<std::string> ask(std::string question) {
///     co_await client.send(question);
///     const std::string_view line = co_await client.receive_until("\r\n");
///     co_return std::string(line);
///   }
///
/// Failures are exceptions of NetworkError; after one the connection is closed, as nobody knows how
/// much of a message has come through: connect() again. Each operation has a time limit. One send
/// and one receive may be in progress at once, from two coroutines of the user. Made with the
/// user, opens nothing before connect(). All functions are for the user's shard: [shard].
class TcpClient {
 public:
  explicit TcpClient(User& user);  // `user` owns the client
  ~TcpClient();
  TcpClient(const TcpClient&) = delete;
  TcpClient& operator=(const TcpClient&) = delete;

  /// To "host:port", "tcp://host:port" or "tls://host:port"; empty means the user's host. An open
  /// connection is closed first. Throws std::invalid_argument for an address of another form.
  task<> connect(std::string_view address = {});
  bool connected() const;
  /// What is in progress ends with an error. A TLS connection ends without its farewell.
  void close();

  /// `bytes` must live until it is sent, as temporaries in the same co_await do.
  task<> send(std::string_view bytes);
  /// With its length before it. Throws std::length_error when that does not fit into the prefix.
  task<> send_frame(std::string_view message, LengthPrefix prefix = {});

  // What these return is in the connection's buffer and lives until the next receive or close();
  // copy what you keep. A receive that is cut off (by within(), or by a race that it loses) takes
  // nothing, so that the next one goes on there.

  /// Exactly so many bytes.
  task<std::string_view> receive(std::size_t bytes);
  /// Up to and with the delimiter.
  task<std::string_view> receive_until(std::string_view delimiter);
  /// The message after a length; the length is not in it.
  task<std::string_view> receive_frame(LengthPrefix prefix = {});
  /// Whatever is there or comes next; at least one byte.
  task<std::string_view> receive_some();

  // Settings; may be changed between operations.
  std::chrono::milliseconds connect_timeout{10'000};  // name look-up and TLS handshake included
  std::chrono::milliseconds timeout{60'000};          // of each send and each receive
  /// A message that is larger, or a line that does not end within so much, is an error.
  std::size_t max_message_bytes = 16 * 1024 * 1024;
  /// Off accepts any certificate; for targets with a self-signed one.
  bool verify_tls = true;
  /// PEM file of the authorities to trust; the system's when empty.
  std::string ca_file;

 private:
  class Connection;
  std::shared_ptr<Connection> open_connection(const char* what) const;
  void check_size(std::uint64_t bytes) const;

  User& user_;
  std::shared_ptr<Connection> connection_;  // shared with its operations in progress
};

}  // namespace acrida
