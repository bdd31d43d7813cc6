// A test that brings Asio objects and a thread of its own, for an installed Acrida.
#include <string>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <acrida/acrida.hpp>

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace acrida;

/// A loop beside the shards'; never ended, as the plugin is never unloaded.
class OwnLoop {
 public:
  OwnLoop() : work_(asio::make_work_guard(loop_)), thread_([this] { loop_.run(); }) {
    thread_.detach();
  }
  asio::io_context& loop() { return loop_; }

 private:
  asio::io_context loop_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;
};

task<std::string> make_request(std::thread::id shard) {
  if (std::this_thread::get_id() == shard) throw std::logic_error("not on the own thread");
  co_return "HEAD /items HTTP/1.1\r\nHost: target\r\n\r\n";
}

struct RawUser : User {
  RawUser() {
    wait_time = constant(std::chrono::milliseconds(20));
    add_task(&RawUser::ask);
  }
  task<> on_start() override {
    socket_ = std::make_unique<tcp::socket>(environment().executor());
    const auto port = static_cast<std::uint16_t>(std::stoi(host.substr(host.rfind(':') + 1)));
    const tcp::endpoint target(asio::ip::address_v4::loopback(), port);
    co_await socket_->async_connect(target, asio::use_awaitable);
  }
  task<> ask() {
    static OwnLoop* own = new OwnLoop;
    const auto shard = std::this_thread::get_id();
    const std::string text =
        co_await asio::co_spawn(own->loop(), make_request(shard), asio::use_awaitable);
    if (std::this_thread::get_id() != shard) throw std::logic_error("not back on the shard");
    Request request(*this, "HEAD", "/items");
    co_await asio::async_write(*socket_, asio::buffer(text), asio::use_awaitable);
    const std::size_t bytes = co_await asio::async_read_until(
        *socket_, asio::dynamic_buffer(answer_), "\r\n\r\n", asio::use_awaitable);
    const bool good = answer_.starts_with("HTTP/1.1 200 ");
    answer_.erase(0, bytes);
    request.finish(bytes, good ? "" : "not 200");
  }

 private:
  std::unique_ptr<tcp::socket> socket_;
  std::string answer_;
};
ACRIDA_USER(RawUser)
