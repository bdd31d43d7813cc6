// TcpClient: messages out of bytes.
#include <array>
#include <optional>
#include <stdexcept>

#include <boost/asio/error.hpp>

#include <acrida/tcp_client.hpp>
#include <acrida/user.hpp>
#include <acrida/within.hpp>

#include "connection.hpp"
#include "duration_text.hpp"
#include "tls_contexts.hpp"

namespace acrida {
namespace {

namespace asio = boost::asio;
using PrefixBytes = std::array<unsigned char, 8>;

void check(LengthPrefix prefix) {
  if (prefix.bytes != 1 && prefix.bytes != 2 && prefix.bytes != 4 && prefix.bytes != 8)
    throw std::invalid_argument("LengthPrefix: bytes must be 1, 2, 4 or 8");
}

// Which byte of the number stands at a place of the prefix, the lowest being 0.
int significance(LengthPrefix prefix, int place) {
  return prefix.endian == std::endian::big ? prefix.bytes - 1 - place : place;
}

PrefixBytes encode(std::uint64_t length, LengthPrefix prefix) {
  PrefixBytes bytes{};
  for (int i = 0; i < prefix.bytes; ++i)
    bytes[static_cast<std::size_t>(i)] =
        static_cast<unsigned char>(length >> (8 * significance(prefix, i)));
  return bytes;
}

std::uint64_t decode(std::string_view text, LengthPrefix prefix) {
  std::uint64_t length = 0;
  for (int i = 0; i < prefix.bytes; ++i)
    length |= std::uint64_t{static_cast<unsigned char>(text[static_cast<std::size_t>(i)])}
              << (8 * significance(prefix, i));
  return length;
}

}  // namespace

TcpClient::TcpClient(User& user) : user_(user) {}

TcpClient::~TcpClient() {
  close();
}

bool TcpClient::connected() const {
  return connection_ && connection_->open();
}

void TcpClient::close() {
  if (connection_) connection_->close();
}

task<> TcpClient::connect(std::string_view address) {
  close();
  connection_.reset();
  const NetworkAddress target = NetworkAddress::parse(address.empty() ? user_.host : address);
  const bool tls = target.scheme == "tls";
  if (!tls && !target.scheme.empty() && target.scheme != "tcp")
    throw std::invalid_argument("TcpClient: scheme " + target.scheme + ": use tcp:// or tls://");
  const asio::any_io_executor executor = user_.environment().executor();
  asio::ssl::context* context = nullptr;  // of the loop
  if (tls) {
    auto& loop = asio::query(executor, asio::execution::context);
    context = &asio::use_service<TlsContexts>(loop).get(verify_tls, ca_file);
  }
  const auto connection = std::make_shared<Connection>(executor);
  const auto steps = [](std::shared_ptr<Connection> shared, NetworkAddress to,
                        asio::ssl::context* trust, bool verify) -> task<> {
    co_await shared->connect(to);
    if (trust) co_await shared->shake_hands(*trust, to, verify);
  };
  auto attempt = steps(connection, target, context, verify_tls);
  bool late = false;
  try {
    co_await within(connect_timeout, std::move(attempt));
  } catch (const NetworkError& error) {
    if (error.code() != asio::error::timed_out) throw;
    late = true;
  }
  if (late)
    throw NetworkError(
        asio::error::timed_out,
        "connect to " + target.text() + ": no answer within " + duration_text(connect_timeout));
  connection_ = connection;
}

std::shared_ptr<TcpClient::Connection> TcpClient::open_connection(const char* what) const {
  if (!connected())
    throw NetworkError(asio::error::not_connected, std::string(what) + ": not connected");
  return connection_;
}

void TcpClient::check_size(std::uint64_t bytes) const {
  if (bytes <= max_message_bytes) return;
  connection_->close();
  throw NetworkError(asio::error::message_size, "receive: a message of more than " +
                                                    std::to_string(max_message_bytes) +
                                                    " bytes (max_message_bytes)");
}

task<> TcpClient::send(std::string_view bytes) {
  const auto connection = open_connection("send");
  co_await connection->write(asio::buffer(bytes), asio::const_buffer(), timeout);
}

task<> TcpClient::send_frame(std::string_view message, LengthPrefix prefix) {
  check(prefix);
  if (prefix.bytes < 8 && message.size() >> (8 * prefix.bytes) != 0)
    throw std::length_error("send_frame: " + std::to_string(message.size()) +
                            " bytes do not fit into a prefix of " + std::to_string(prefix.bytes));
  const auto connection = open_connection("send");
  const PrefixBytes length = encode(message.size(), prefix);
  const asio::const_buffer head(length.data(), static_cast<std::size_t>(prefix.bytes));
  co_await connection->write(head, asio::buffer(message), timeout);
}

task<std::string_view> TcpClient::receive(std::size_t bytes) {
  const auto connection = open_connection("receive");
  check_size(bytes);
  const OperationDeadline::Scope scope(connection->receiving, timeout);
  while (connection->buffer.unread().size() < bytes) {
    co_await connection->read_some(bytes, timeout);
  }
  co_return connection->buffer.take(bytes);
}

task<std::string_view> TcpClient::receive_until(std::string_view delimiter) {
  if (delimiter.empty()) throw std::invalid_argument("receive_until: the delimiter is empty");
  const auto connection = open_connection("receive");
  const OperationDeadline::Scope scope(connection->receiving, timeout);
  std::size_t searched = 0;
  std::optional<std::size_t> end = connection->buffer.find_end_of(delimiter, searched);
  while (!end) {
    check_size(connection->buffer.unread().size() + 1);
    co_await connection->read_some(1, timeout);
    end = connection->buffer.find_end_of(delimiter, searched);
  }
  check_size(*end);
  co_return connection->buffer.take(*end);
}

task<std::string_view> TcpClient::receive_frame(LengthPrefix prefix) {
  check(prefix);
  const auto connection = open_connection("receive");
  const OperationDeadline::Scope scope(connection->receiving, timeout);
  const auto head = static_cast<std::size_t>(prefix.bytes);
  while (connection->buffer.unread().size() < head) {
    co_await connection->read_some(head, timeout);
  }
  const std::uint64_t length = decode(connection->buffer.unread(), prefix);
  check_size(length);
  while (connection->buffer.unread().size() - head < length) {
    co_await connection->read_some(head + length, timeout);
  }
  co_return connection->buffer.take(head + length).substr(head);
}

task<std::string_view> TcpClient::receive_some() {
  const auto connection = open_connection("receive");
  const OperationDeadline::Scope scope(connection->receiving, timeout);
  if (connection->buffer.unread().empty()) co_await connection->read_some(1, timeout);
  co_return connection->buffer.take(connection->buffer.unread().size());
}

}  // namespace acrida
