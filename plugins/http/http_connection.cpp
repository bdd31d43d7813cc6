// HttpConnection: sockets, and errors in libcurl's words.
#include "http_connection.hpp"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <acrida/network_error.hpp>

namespace acrida {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

constexpr int kNow = MSG_NOSIGNAL | MSG_DONTWAIT;
constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

std::string words_of(const error_code& error) {
  return "Couldn't connect to server: " + error.message();
}

}  // namespace

HttpConnection::HttpConnection(FastHttpEngine& engine, const HttpOrigin* to, SSL_CTX* tls_trust)
    : origin(to),
      trust(tls_trust),
      socket(engine.loop()),
      deadline(engine.loop().get_executor(),
               [this] {
                 error_code ignored;
                 socket.close(ignored);
               }),
      engine_(engine) {}

task<> HttpConnection::connect() {
  auto begin = Clock::now();
  error_code error;
  if (origin->port == 0) {
    if (origin->host.size() >= sizeof(sockaddr_un::sun_path))
      throw NetworkError(asio::error::name_too_long,
                         "Couldn't connect to server: the path of the socket is too long");
    const ReadySocket::endpoint_type file{asio::local::stream_protocol::endpoint(origin->host)};
    const auto [result] = co_await socket.async_connect(file, no_throw);
    error = result;
  } else {
    const auto addresses = co_await engine_.addresses_of(origin->host);
    const auto found = Clock::now();
    phases.dns = found - std::exchange(begin, found);
    for (const asio::ip::address& address : addresses) {
      error_code ignored;
      socket.close(ignored);
      const ReadySocket::endpoint_type server{asio::ip::tcp::endpoint(address, origin->port)};
      const auto [result] = co_await socket.async_connect(server, no_throw);
      error = result;
      if (!error || error == asio::error::operation_aborted) break;
    }
    error_code ignored;
    if (!error) socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  }
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
  if (error) throw NetworkError(error, words_of(error));
  phases.connect = Clock::now() - begin;
  socket.native_non_blocking(true);
}

task<> HttpConnection::shake_hands(bool verify, SSL_SESSION* session) {
  const auto begin = Clock::now();
  tls.emplace(trust, origin->host, verify, session);
  while (true) {
    const TlsChannel::Result result = tls->shake_hands();
    error_code error = send_now(tls->outgoing, {});
    tls->outgoing.clear();
    if (!error && has_unsent()) error = co_await flush();
    if (result == TlsChannel::Result::failed)
      throw NetworkError(asio::error::connection_refused, tls->failure());
    if (result == TlsChannel::Result::done && !error) break;
    std::size_t received = 0;
    if (!error) received = receive(engine_.received(), FastHttpEngine::kBufferBytes, error);
    while (error == asio::error::would_block) {
      const bool is_ready = co_await socket.ready_to_read();
      if (!is_ready) throw boost::system::system_error(asio::error::operation_aborted);
      received = receive(engine_.received(), FastHttpEngine::kBufferBytes, error);
    }
    if (error) throw NetworkError(error, "SSL connect error: " + error.message());
    tls->lend({engine_.received(), received});
  }
  tls->keep();
  phases.tls = Clock::now() - begin;
}

error_code HttpConnection::write(std::string_view head, std::string_view body) {
  if (!tls) return send_now(head, body);
  const bool good = tls->write(head) == TlsChannel::Result::done &&
                    (body.empty() || tls->write(body) == TlsChannel::Result::done);
  if (!good) return asio::error::connection_aborted;
  const error_code error = send_now(tls->outgoing, {});
  tls->outgoing.clear();
  return error;
}

error_code HttpConnection::send_now(std::string_view first, std::string_view second) {
  while (!first.empty() || !second.empty()) {
    const auto bytes_of = [](std::string_view text) {
      return iovec{const_cast<char*>(text.data()), text.size()};
    };
    ssize_t sent = 0;
    if (second.empty()) {
      sent = ::send(socket.native_handle(), first.data(), first.size(), kNow);
    } else {
      std::array<iovec, 2> parts{bytes_of(first), bytes_of(second)};
      msghdr message{};
      message.msg_iov = parts.data();
      message.msg_iovlen = parts.size();
      sent = ::sendmsg(socket.native_handle(), &message, kNow);
    }
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) return {errno, boost::system::system_category()};
      unsent_.append(first).append(second);
      return {};
    }
    const std::size_t of_first = std::min(first.size(), static_cast<std::size_t>(sent));
    first.remove_prefix(of_first);
    second.remove_prefix(static_cast<std::size_t>(sent) - of_first);
  }
  return {};
}

error_code HttpConnection::send_more() {
  while (unsent_begin_ < unsent_.size()) {
    const ssize_t sent = ::send(socket.native_handle(), unsent_.data() + unsent_begin_,
                                unsent_.size() - unsent_begin_, kNow);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return {};
    if (sent < 0) {
      const error_code error(errno, boost::system::system_category());
      unsent_ = std::string();
      unsent_begin_ = 0;
      return error;
    }
    unsent_begin_ += static_cast<std::size_t>(sent);
  }
  unsent_ = std::string();
  unsent_begin_ = 0;
  return {};
}

std::size_t HttpConnection::receive(char* space, std::size_t size, error_code& error) {
  ssize_t bytes = 0;
  do {
    bytes = ::recv(socket.native_handle(), space, size, MSG_DONTWAIT);
  } while (bytes < 0 && errno == EINTR);
  error = {};
  if (bytes < 0) error.assign(errno, boost::system::system_category());
  if (bytes == 0) error = asio::error::eof;
  return bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

bool HttpConnection::is_stale() {
  char byte = 0;
  const ssize_t bytes = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return bytes >= 0 || errno != EAGAIN;
}

task<error_code> HttpConnection::flush() {
  const asio::const_buffer rest = asio::buffer(unsent_);
  const auto [error, bytes] = co_await asio::async_write(socket, rest, no_throw);
  unsent_ = std::string();
  co_return error;
}

}  // namespace acrida
