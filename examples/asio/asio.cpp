// Asio: how do I use Asio itself, or any library that is built on it?
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <acrida/acrida.hpp>
#include <acrida/network_address.hpp>

namespace asio = boost::asio;
using namespace acrida;
using namespace std::chrono_literals;
using asio::use_awaitable;
using asio::ip::tcp;

struct SocketUser : User {
  SocketUser() {
    wait_time = constant_pacing(200ms);
    add_task(&SocketUser::ask);
  }

  // A socket for each request, on the loop of the user's shard.
  task<> ask() {
    tcp::socket socket(environment().executor());
    auto opened = co_await measure("ASIO", "connect", within(2s, connect(socket)));
    if (!opened.ok()) co_return;
    auto first_line = co_await measure("ASIO", "ask", within(2s, exchange(socket)));
    if (first_line.ok())
      first_line.expect(first_line->starts_with("HTTP/1.1 200"), "no 200: " + *first_line);
  }

  task<> connect(tcp::socket& socket) {
    const NetworkAddress target = NetworkAddress::parse(host);
    tcp::resolver resolver(socket.get_executor());
    const auto found =
        co_await resolver.async_resolve(target.host, std::to_string(target.port), use_awaitable);
    co_await asio::async_connect(socket, found, use_awaitable);
  }

  task<std::string> exchange(tcp::socket& socket) {
    const std::string request = "GET /items HTTP/1.1\r\nHost: target\r\nConnection: close\r\n\r\n";
    co_await asio::async_write(socket, asio::buffer(request), use_awaitable);
    std::string answer;
    const std::size_t line = co_await asio::async_read_until(socket, asio::dynamic_buffer(answer),
                                                             "\r\n", use_awaitable);
    co_return answer.substr(0, line - 2);
  }
};
ACRIDA_USER(SocketUser)
