// UdpClient: a connected socket, and one buffer as large as its largest datagram.
#include <cerrno>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <acrida/network_address.hpp>
#include <acrida/udp_client.hpp>
#include <acrida/user.hpp>

#include "duration_text.hpp"
#include "operation_deadline.hpp"
#include "resolve.hpp"

namespace acrida {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

/// Shared by the client and its operations in progress. [shard]
class UdpClient::Socket final {
 public:
  explicit Socket(const asio::any_io_executor& executor)
      : socket(executor), receiving(executor, [this] {
          error_code ignored;
          socket.cancel(ignored);
        }) {}

  task<> send(std::string_view bytes);
  /// For use within a Scope of `receiving`.
  task<std::string_view> receive(std::chrono::milliseconds timeout);
  [[noreturn]] void fail(const char* what, error_code error) const;
  [[noreturn]] static void fail_late(std::chrono::milliseconds timeout) {
    throw NetworkError(asio::error::timed_out,
                       "receive: no answer within " + duration_text(timeout));
  }

  udp::socket socket;
  OperationDeadline receiving;

 private:
  bool receive_what_is_there(std::size_t& bytes, error_code& error);

  std::vector<char> buffer_;
};

void UdpClient::Socket::fail(const char* what, error_code error) const {
  const bool aborted = error == asio::error::operation_aborted;
  if (aborted && socket.is_open()) throw boost::system::system_error(error);
  const bool closed = aborted || error == asio::error::bad_descriptor;
  throw NetworkError(error,
                     std::string(what) + ": " +
                         (closed ? "the socket was closed here meanwhile" : error.message()));
}

task<> UdpClient::Socket::send(std::string_view bytes) {
  const auto [error, sent] =
      co_await socket.async_send(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
  if (error) fail("send", error);
}

// False when there is nothing yet.
bool UdpClient::Socket::receive_what_is_there(std::size_t& bytes, error_code& error) {
  const int fd = socket.native_handle();
  ssize_t size = ::recv(fd, nullptr, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
  if (size >= 0) {
    if (buffer_.size() < static_cast<std::size_t>(size))
      buffer_.resize(static_cast<std::size_t>(size));
    size = ::recv(fd, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
  }
  if (size >= 0)
    bytes = static_cast<std::size_t>(size);
  else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
    return false;
  else
    error.assign(errno, boost::system::system_category());
  return true;
}

task<std::string_view> UdpClient::Socket::receive(std::chrono::milliseconds timeout) {
  std::size_t bytes = 0;
  error_code error;
  while (!receive_what_is_there(bytes, error)) {
    const auto [result] =
        co_await socket.async_wait(udp::socket::wait_read, asio::as_tuple(asio::use_awaitable));
    if (result && receiving.was_late()) fail_late(timeout);
    if (result) fail("receive", result);
  }
  if (error) fail("receive", error);
  co_return std::string_view(buffer_.data(), bytes);
}

UdpClient::UdpClient(User& user) : user_(user) {}

UdpClient::~UdpClient() {
  close();
}

bool UdpClient::connected() const {
  return socket_ && socket_->socket.is_open();
}

void UdpClient::close() {
  error_code ignored;
  if (socket_) socket_->socket.close(ignored);
}

task<> UdpClient::connect(std::string_view address) {
  close();
  socket_.reset();
  const NetworkAddress target = NetworkAddress::parse(address.empty() ? user_.host : address);
  if (!target.scheme.empty() && target.scheme != "udp")
    throw std::invalid_argument("UdpClient: scheme " + target.scheme + ": use udp://");
  const auto hosts = co_await resolve(target.host);
  const asio::any_io_executor executor = user_.environment().executor();
  const auto socket = std::make_shared<Socket>(executor);
  error_code error;
  socket->socket.connect(udp::endpoint(hosts.front(), target.port), error);
  if (error) throw NetworkError(error, "connect to " + target.text() + ": " + error.message());
  socket_ = socket;
}

std::shared_ptr<UdpClient::Socket> UdpClient::open_socket(const char* what) const {
  if (!connected())
    throw NetworkError(asio::error::not_connected, std::string(what) + ": not connected");
  return socket_;
}

task<> UdpClient::send(std::string_view bytes) {
  const auto socket = open_socket("send");
  co_await socket->send(bytes);
}

task<std::string_view> UdpClient::receive() {
  const auto socket = open_socket("receive");
  const OperationDeadline::Scope scope(socket->receiving, timeout);
  co_return co_await socket->receive(timeout);
}

task<std::string_view> UdpClient::request(std::string_view bytes) {
  return request(bytes, nullptr);
}

task<std::string_view> UdpClient::request(std::string_view bytes, IsAnswer is_answer) {
  const auto socket = open_socket("send");
  const OperationDeadline::Scope scope(socket->receiving, timeout);
  co_await socket->send(bytes);
  while (true) {
    const std::string_view datagram = co_await socket->receive(timeout);
    if (!is_answer || is_answer(datagram)) co_return datagram;
    co_await asio::post(asio::use_awaitable);  // so that many of them do not hold up the others
    if (socket->receiving.was_late()) socket->fail_late(timeout);
  }
}

}  // namespace acrida
