// ApiStream: a connection to the API, plain or with TLS.
#pragma once

#include <utility>
#include <variant>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>

namespace acrida {

/// An Asio AsyncStream, so that HTTP and WebSockets are the same over both; deadlines are those of
/// next_layer(). Plain until use_tls(). Not final, as Asio derives from what it examines.
class ApiStream {
 public:
  using next_layer_type = boost::beast::tcp_stream;
  using executor_type = next_layer_type::executor_type;
  using TlsStream = boost::beast::ssl_stream<next_layer_type>;

  explicit ApiStream(boost::asio::ip::tcp::socket socket)
      : stream_(std::in_place_type<next_layer_type>, std::move(socket)) {}

  /// The handshake is then made on what is returned. `context` outlives the stream.
  TlsStream& use_tls(boost::asio::ssl::context& context) {
    next_layer_type plain = std::move(std::get<next_layer_type>(stream_));
    return stream_.emplace<TlsStream>(std::move(plain), context);
  }
  /// nullptr when it is plain.
  TlsStream* tls() { return std::get_if<TlsStream>(&stream_); }
  bool is_tls() const { return std::holds_alternative<TlsStream>(stream_); }

  next_layer_type& next_layer() {
    return is_tls() ? tls()->next_layer() : std::get<next_layer_type>(stream_);
  }
  executor_type get_executor() { return next_layer().get_executor(); }

  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    if (is_tls()) return tls()->async_read_some(buffers, std::forward<Handler>(handler));
    return next_layer().async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    if (is_tls()) return tls()->async_write_some(buffers, std::forward<Handler>(handler));
    return next_layer().async_write_some(buffers, std::forward<Handler>(handler));
  }

 private:
  std::variant<next_layer_type, TlsStream> stream_;
};

/// How a WebSocket ends the stream below it, see Beast.
template <class Handler>
void async_teardown(boost::beast::role_type role, ApiStream& stream, Handler&& handler) {
  if (stream.is_tls()) return async_teardown(role, *stream.tls(), std::forward<Handler>(handler));
  return async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

}  // namespace acrida
