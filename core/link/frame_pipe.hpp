// FramePipe: frames over a socket pair between two processes of one slave.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace acrida {

/// A frame is its length in four bytes, little-endian, and its bytes. Callbacks come on the loop's
/// thread; the owner destroys the pipe on that thread, outside of them.
class FramePipe {
 public:
  static constexpr std::size_t kMaxFrameBytes = 32u << 20;
  /// What may wait to be written before the pipe is closed: the other side has stopped reading.
  static constexpr std::size_t kMaxQueuedBytes = 128u << 20;

  /// Takes the connected stream socket `fd` over.
  FramePipe(boost::asio::io_context& loop, int fd, std::function<void(std::string_view)> on_frame,
            std::function<void()> on_closed);
  ~FramePipe();
  FramePipe(const FramePipe&) = delete;
  FramePipe& operator=(const FramePipe&) = delete;

  /// Nothing happens once the pipe is closed.
  void send(const std::string& frame);

 private:
  void read_some();
  void parse();
  void write_next();
  void close();

  boost::asio::local::stream_protocol::socket socket_;
  std::function<void(std::string_view)> on_frame_;
  std::function<void()> on_closed_;
  std::string input_;
  std::array<char, 65'536> chunk_;
  std::deque<std::string> queue_;
  std::size_t queued_bytes_ = 0;
  std::shared_ptr<bool> alive_;  // shared with the handlers under way: false once destroyed
};

}  // namespace acrida
