// SocketPump: moves messages between one ZeroMQ socket and an Asio loop.
#include "core/link/socket_pump.hpp"

#include <cerrno>
#include <utility>

#include <boost/asio/post.hpp>

namespace acrida::link {

namespace asio = boost::asio;

namespace {

/// Repeats a call on a socket that a signal has cut short.
template <class Call>
auto uninterrupted(Call call) {
  for (;;) {
    try {
      return call();
    } catch (const zmq::error_t& error) {
      if (error.num() != EINTR) throw;
    }
  }
}

}  // namespace

SocketPump::SocketPump(asio::any_io_executor loop, std::shared_ptr<zmq::context_t> context,
                       zmq::socket_type type, const SocketOptions& options, OnFrames on_frames)
    : loop_(std::move(loop)),
      context_(std::move(context)),
      socket_(*context_, type),
      descriptor_(loop_),
      on_frames_(std::move(on_frames)) {
  socket_.set(zmq::sockopt::tcp_keepalive, 1);
  socket_.set(zmq::sockopt::tcp_keepalive_idle, static_cast<int>(options.keepalive_idle.count()));
  socket_.set(zmq::sockopt::maxmsgsize, options.max_message_bytes);
  socket_.set(zmq::sockopt::linger, static_cast<int>(options.linger.count()));
  socket_.set(zmq::sockopt::sndhwm, options.high_water_messages);
  socket_.set(zmq::sockopt::rcvhwm, options.receive_high_water_messages);
  socket_.set(zmq::sockopt::handshake_ivl, static_cast<int>(options.handshake_limit.count()));
  socket_.set(zmq::sockopt::backlog, options.backlog);
}

void SocketPump::start() {
  closed_ = false;
  descriptor_.assign(socket_.get(zmq::sockopt::fd));
  post_turn();
}

void SocketPump::close() {
  if (descriptor_.is_open()) descriptor_.release();  // cancels the wait
  closed_ = true;
  socket_.close();
}

bool SocketPump::send(std::initializer_list<std::string_view> frames) {
  if (closed_) return false;
  bool sent = true;
  for (const auto* frame = frames.begin(); sent && frame != frames.end(); ++frame)
    sent = send_frame(*frame, frame + 1 != frames.end());
  if (has_messages()) post_turn();
  return sent;
}

bool SocketPump::send_frame(std::string_view frame, bool more) {
  const auto flags =
      zmq::send_flags::dontwait | (more ? zmq::send_flags::sndmore : zmq::send_flags::none);
  try {
    return uninterrupted([&] { return socket_.send(zmq::buffer(frame), flags).has_value(); });
  } catch (const zmq::error_t&) {
    return false;  // EHOSTUNREACH: nobody has this identity
  }
}

bool SocketPump::has_messages() {
  return uninterrupted([&] { return (socket_.get(zmq::sockopt::events) & ZMQ_POLLIN) != 0; });
}

void SocketPump::post_turn() {
  if (std::exchange(turn_posted_, true)) return;
  asio::post(loop_, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->turn_posted_ = false;
    self->turn();
  });
}

void SocketPump::wait() {
  if (std::exchange(waiting_, true)) return;
  descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                         [weak = weak_from_this()](const boost::system::error_code& error) {
                           const auto self = weak.lock();
                           if (!self) return;
                           self->waiting_ = false;
                           if (!error) self->turn();
                         });
}

void SocketPump::turn() {
  Frames frames;
  std::size_t bytes = 0;
  for (int handed_out = 0; handed_out < kMaxMessagesPerTurn && bytes < kMaxBytesPerTurn;
       ++handed_out) {
    if (closed_) return;  // by the callback
    if (!receive(frames)) break;
    for (const zmq::message_t& frame : frames) bytes += frame.size();
    on_frames_(frames);
  }
  if (closed_) return;
  if (has_messages()) {
    post_turn();
  } else {
    wait();
  }
}

bool SocketPump::receive(Frames& frames) {
  frames.clear();
  for (bool more = true; more;) {
    zmq::message_t frame;
    const auto receive_frame = [&] {
      return socket_.recv(frame, zmq::recv_flags::dontwait).has_value();
    };
    if (!uninterrupted(receive_frame)) return false;
    more = frame.more();
    if (frames.size() < kMaxFramesKept) frames.push_back(std::move(frame));
  }
  return true;
}

}  // namespace acrida::link
