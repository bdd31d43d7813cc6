// TcpClient::Connection: Asio's operations, and their errors in words.
#include "connection.hpp"

#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "duration_text.hpp"
#include "resolve.hpp"

namespace acrida {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

}  // namespace

TcpClient::Connection::Connection(const asio::any_io_executor& executor)
    : receiving(executor, [this] { close(); }),
      socket_(executor),
      sending_(executor, [this] { close(); }) {}

void TcpClient::Connection::close() {
  error_code ignored;
  socket_.close(ignored);
}

task<> TcpClient::Connection::connect(NetworkAddress address) {
  const auto hosts = co_await resolve(address.host);
  error_code error;
  for (const asio::ip::address& host : hosts) {
    close();
    const auto [result] =
        co_await socket_.async_connect(tcp::endpoint(host, address.port), no_throw);
    error = result;
    if (!error || error == asio::error::operation_aborted) break;
  }
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
  if (error) throw NetworkError(error, "connect to " + address.text() + ": " + error.message());
  socket_.set_option(tcp::no_delay(true), error);
}

task<> TcpClient::Connection::shake_hands(asio::ssl::context& context,
                                          const NetworkAddress& address, bool verify) {
  tls_.emplace(socket_, context);
  SSL* const ssl = tls_->native_handle();
  error_code error;
  asio::ip::make_address(address.host, error);
  const bool is_name = static_cast<bool>(error);
  if (is_name) SSL_set_tlsext_host_name(ssl, address.host.c_str());
  if (verify) {
    X509_VERIFY_PARAM* const parameters = SSL_get0_param(ssl);
    if (is_name)
      X509_VERIFY_PARAM_set1_host(parameters, address.host.c_str(), address.host.size());
    else
      X509_VERIFY_PARAM_set1_ip_asc(parameters, address.host.c_str());
  }
  const auto [result] = co_await tls_->async_handshake(asio::ssl::stream_base::client, no_throw);
  if (!result) co_return;
  if (result == asio::error::operation_aborted) throw boost::system::system_error(result);
  const long verdict = SSL_get_verify_result(ssl);
  const std::string why =
      verify && verdict != X509_V_OK ? X509_verify_cert_error_string(verdict) : result.message();
  throw NetworkError(result, "tls handshake with " + address.text() + ": " + why);
}

void TcpClient::Connection::fail(const char* what, error_code error, bool late,
                                 std::chrono::milliseconds timeout) {
  const bool was_open = open();
  // A receive that was cut off has taken nothing; of a send, some may be under way.
  if (error == asio::error::operation_aborted && was_open) {
    if (std::string_view(what) == "send") close();
    throw boost::system::system_error(error);
  }
  close();
  if (late)
    throw NetworkError(asio::error::timed_out,
                       std::string(what) + ": took longer than " + duration_text(timeout));
  std::string why = error.message();
  if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor)
    why = "the connection was closed here meanwhile";
  else if (error == asio::error::eof || error == boost::asio::ssl::error::stream_truncated)
    why = "the server closed the connection";
  throw NetworkError(error, std::string(what) + ": " + why);
}

task<> TcpClient::Connection::write(asio::const_buffer first, asio::const_buffer second,
                                    std::chrono::milliseconds timeout) {
  const OperationDeadline::Scope scope(sending_, timeout);
  const std::array<asio::const_buffer, 2> both{first, second};
  error_code error;
  if (tls_) {
    const auto [result, bytes] = co_await asio::async_write(*tls_, both, no_throw);
    error = result;
  } else {
    const auto [result, bytes] = co_await asio::async_write(socket_, both, no_throw);
    error = result;
  }
  if (error) fail("send", error, sending_.was_late(), timeout);
}

task<> TcpClient::Connection::read_some(std::size_t wanted_bytes,
                                        std::chrono::milliseconds timeout) {
  const std::span<char> space = buffer.space(wanted_bytes);
  const asio::mutable_buffer into(space.data(), space.size());
  error_code error;
  std::size_t received = 0;
  if (tls_) {
    const auto [result, bytes] = co_await tls_->async_read_some(into, no_throw);
    error = result;
    received = bytes;
  } else {
    const auto [result, bytes] = co_await socket_.async_read_some(into, no_throw);
    error = result;
    received = bytes;
  }
  buffer.commit(received);
  if (error) fail("receive", error, receiving.was_late(), timeout);
}

}  // namespace acrida
