// ReadySocket: a stream socket that says when there is something to read.
#pragma once

#include <optional>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <acrida/task.hpp>

namespace acrida {

/// Asio's reads first try to read, in vain when the server takes its time, and its waits register
/// with epoll each time: either is a system call more per request. This wait is neither, as it uses
/// Asio's reactor the way its own operations do. The only file that names something of
/// boost::asio::detail, as it is in Boost 1.81. [shard]
class ReadySocket final : public boost::asio::generic::stream_protocol::socket {
  using Base = boost::asio::generic::stream_protocol::socket;

 public:
  explicit ReadySocket(boost::asio::io_context& loop);

  /// True: something has come since the last time, or may have. Read until nothing is left, or until
  /// nothing more is expected, before waiting again. False: the socket was closed, or the user is cut
  /// off. One wait at a time; not moved or destroyed meanwhile, which its closing does not end at once.
  task<bool> ready_to_read();

 private:
  using Token = boost::asio::use_awaitable_t<>;
  using Handler = boost::asio::async_result<Token, void(bool)>::handler_type;

  /// In the socket, so that a wait allocates nothing.
  struct Wait final : boost::asio::detail::reactor_op {
    Wait() : reactor_op({}, &Wait::perform, &Wait::complete) {}
    static status perform(reactor_op*) { return done_and_exhausted; }
    static void complete(void* loop, boost::asio::detail::operation* base,
                         const boost::system::error_code&, std::size_t);
    std::optional<Handler> handler;
  };
  void start(Handler handler);
  void cancel_wait();

  boost::asio::detail::reactor& reactor_;
  Wait wait_;
};

}  // namespace acrida
