// TcpClient::Connection: a socket, the TLS on it, and what has come.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <acrida/network_address.hpp>
#include <acrida/tcp_client.hpp>

#include "operation_deadline.hpp"
#include "receive_buffer.hpp"

namespace acrida {

/// Shared by the client and its operations in progress, so that the client may close it or go away
/// while Asio still uses it. [shard]
class TcpClient::Connection final {
 public:
  explicit Connection(const boost::asio::any_io_executor& executor);

  task<> connect(NetworkAddress address);
  task<> shake_hands(boost::asio::ssl::context& context, const NetworkAddress& address,
                     bool verify);

  task<> write(boost::asio::const_buffer first, boost::asio::const_buffer second,
               std::chrono::milliseconds timeout);
  /// Reads once, into the buffer, which then may hold `wanted_bytes`. For use within a Scope of
  /// `receiving`.
  task<> read_some(std::size_t wanted_bytes, std::chrono::milliseconds timeout);

  bool open() const { return socket_.is_open(); }
  void close();

  ReceiveBuffer buffer;
  OperationDeadline receiving;

 private:
  /// Throws what the error means; it closes the connection unless only the await was cut off.
  [[noreturn]] void fail(const char* what, boost::system::error_code error, bool late,
                         std::chrono::milliseconds timeout);

  boost::asio::ip::tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  OperationDeadline sending_;
};

}  // namespace acrida
