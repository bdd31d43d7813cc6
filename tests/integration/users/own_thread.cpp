// A plugin with a thread of its own: an echo server, by raw Asio, and a worker that users ask.
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <acrida/acrida.hpp>

namespace asio = boost::asio;
using namespace acrida;
using namespace std::chrono_literals;
using asio::use_awaitable;
using asio::ip::tcp;

// One for the process, started with its first user, never ended.
class Worker {
 public:
  static Worker& instance() {
    static auto* const worker = new Worker;
    return *worker;
  }
  tcp::endpoint address() const { return acceptor_.local_endpoint(); }
  asio::io_context::executor_type executor() { return loop_.get_executor(); }
  std::thread::id thread() const { return thread_.get_id(); }

 private:
  Worker() : acceptor_(loop_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    asio::co_spawn(loop_, accept_all(), asio::detached);
    thread_ = std::thread([this] { loop_.run(); });
  }
  task<> accept_all() {
    while (true) {
      tcp::socket socket = co_await acceptor_.async_accept(use_awaitable);
      asio::co_spawn(loop_, echo(std::move(socket)), asio::detached);
    }
  }
  static task<> echo(tcp::socket socket) {
    std::string block(1000, '\0');
    while (true) {
      const std::size_t bytes = co_await socket.async_read_some(asio::buffer(block), use_awaitable);
      co_await asio::async_write(socket, asio::buffer(block.data(), bytes), use_awaitable);
    }
  }

  asio::io_context loop_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

task<std::thread::id> on_the_worker() {
  co_await sleep(1ms);
  co_return std::this_thread::get_id();
}

struct OwnThread : User {
  OwnThread() {
    wait_time = constant(10ms);
    add_task(&OwnThread::ask);
  }
  task<> on_start() {
    socket_.emplace(environment().executor());
    co_await socket_->async_connect(Worker::instance().address(), use_awaitable);
    // TLS of the executable, as the plugin links none.
    asio::ssl::context context(asio::ssl::context::tls_client);
    asio::ssl::stream<tcp::socket&> stream(*socket_, context);
  }
  task<> ask() {
    const auto shard = std::this_thread::get_id();
    auto there = co_await measure(
        "THREAD", "ask",
        asio::co_spawn(Worker::instance().executor(), on_the_worker(), use_awaitable));
    there.expect(*there == Worker::instance().thread(), "ran on another thread");
    there.expect(std::this_thread::get_id() == shard, "came back to another thread");
    const std::string text = "message of user " + std::to_string(id());
    auto reply = co_await measure("ECHO", "send", echo(text));
    reply.expect(*reply == text, "another text");
  }
  task<std::string> echo(std::string text) {
    co_await asio::async_write(*socket_, asio::buffer(text), use_awaitable);
    std::string answer(text.size(), '\0');
    std::size_t got = 0;
    while (got < answer.size())
      got += co_await socket_->async_read_some(
          asio::buffer(answer.data() + got, answer.size() - got), use_awaitable);
    co_return answer;
  }
  std::optional<tcp::socket> socket_;
};
ACRIDA_USER(OwnThread)
