// SocketPump: moves messages between one ZeroMQ socket and an Asio loop.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <zmq.hpp>

#include "core/link/socket_options.hpp"

namespace acrida::link {

/// ZeroMQ's descriptor is edge-triggered and says only "look at ZMQ_EVENTS"; every call on the
/// socket may swallow the edge. So the pump looks after each send and each turn, and waits for the
/// descriptor only when nothing is left. The waits hold the pump weakly: after close() or the last
/// release nothing is called any more.
class SocketPump final : public std::enable_shared_from_this<SocketPump> {
 public:
  using Frames = std::vector<zmq::message_t>;
  using OnFrames = std::function<void(const Frames&)>;

  /// The context is shared by the sockets that speak to each other within the process. Throws
  /// zmq::error_t when the process has no room for another socket.
  SocketPump(boost::asio::any_io_executor loop, std::shared_ptr<zmq::context_t> context,
             zmq::socket_type type, const SocketOptions& options, OnFrames on_frames);
  ~SocketPump() { close(); }
  SocketPump(const SocketPump&) = delete;
  SocketPump& operator=(const SocketPump&) = delete;

  /// For options, bind and connect, before start().
  zmq::socket_t& socket() { return socket_; }
  /// From now on `on_frames` is called.
  void start();
  /// Queues one message. False when it cannot be queued: no such peer, a full queue, or closed.
  bool send(std::initializer_list<std::string_view> frames);
  void close();

 private:
  /// Messages handed out before the loop gets its turn again, and bytes after which it does: a
  /// peer that floods costs the others and the timers a few milliseconds.
  static constexpr int kMaxMessagesPerTurn = 256;
  static constexpr std::size_t kMaxBytesPerTurn = 1u << 20;
  /// Frames kept of one message; those of a handshake have nine, so the rest only says "garbage".
  static constexpr std::size_t kMaxFramesKept = 10;

  void turn();
  bool receive(Frames& frames);
  bool has_messages();
  void post_turn();
  void wait();
  bool send_frame(std::string_view frame, bool more);

  boost::asio::any_io_executor loop_;
  std::shared_ptr<zmq::context_t> context_;
  zmq::socket_t socket_;
  boost::asio::posix::stream_descriptor descriptor_;  // ZeroMQ owns what it refers to
  OnFrames on_frames_;
  bool waiting_ = false;
  bool turn_posted_ = false;
  bool closed_ = true;
};

}  // namespace acrida::link
