// FramePipe: length-prefixed frames, read and written in the background.
#include "core/link/frame_pipe.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace acrida {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kHeaderBytes = 4;

std::size_t length_in(const char* header) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < kHeaderBytes; ++i)
    length |= static_cast<std::size_t>(static_cast<unsigned char>(header[i])) << (8 * i);
  return length;
}

}  // namespace

FramePipe::FramePipe(asio::io_context& loop, int fd, std::function<void(std::string_view)> on_frame,
                     std::function<void()> on_closed)
    : socket_(loop, asio::local::stream_protocol(), fd),
      on_frame_(std::move(on_frame)),
      on_closed_(std::move(on_closed)),
      alive_(std::make_shared<bool>(true)) {
  read_some();
}

FramePipe::~FramePipe() {
  *alive_ = false;
}

void FramePipe::send(const std::string& frame) {
  if (!socket_.is_open()) return;
  queued_bytes_ += frame.size();
  if (frame.size() > kMaxFrameBytes || queued_bytes_ > kMaxQueuedBytes) return close();
  std::string bytes;
  bytes.reserve(kHeaderBytes + frame.size());
  for (std::size_t i = 0; i < kHeaderBytes; ++i)
    bytes += static_cast<char>(frame.size() >> (8 * i) & 0xff);
  bytes += frame;
  queue_.push_back(std::move(bytes));
  if (queue_.size() == 1) write_next();
}

void FramePipe::write_next() {
  asio::async_write(socket_, asio::buffer(queue_.front()),
                    [this, alive = alive_](boost::system::error_code error, std::size_t) {
                      if (!*alive) return;
                      if (error) return close();
                      queued_bytes_ -= queue_.front().size() - kHeaderBytes;
                      queue_.pop_front();
                      if (!queue_.empty()) write_next();
                    });
}

void FramePipe::read_some() {
  socket_.async_read_some(
      asio::buffer(chunk_),
      [this, alive = alive_](boost::system::error_code error, std::size_t size) {
        if (!*alive) return;
        if (error) return close();
        input_.append(chunk_.data(), size);
        parse();
        if (*alive && socket_.is_open()) read_some();
      });
}

void FramePipe::parse() {
  const std::shared_ptr<bool> alive = alive_;
  std::size_t at = 0;
  while (input_.size() - at >= kHeaderBytes) {
    const std::size_t length = length_in(input_.data() + at);
    if (length > kMaxFrameBytes) return close();
    if (input_.size() - at < kHeaderBytes + length) break;
    on_frame_(std::string_view(input_).substr(at + kHeaderBytes, length));
    if (!*alive) return;
    at += kHeaderBytes + length;
  }
  input_.erase(0, at);
}

void FramePipe::close() {
  if (!socket_.is_open()) return;
  boost::system::error_code ignored;
  socket_.close(ignored);
  on_closed_();
}

}  // namespace acrida
