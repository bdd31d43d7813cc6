// readable, writable: a duplicate of the descriptor for each wait, which Asio may own.
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <acrida/descriptor.hpp>

namespace acrida {
namespace {

namespace asio = boost::asio;
using Descriptor = asio::posix::stream_descriptor;

// Asio makes what it watches non-blocking, and a duplicate shares that mode with the original.
class BlockingMode {
 public:
  explicit BlockingMode(int fd) : fd_(fd), flags_(::fcntl(fd, F_GETFL)) {}
  ~BlockingMode() {
    if (flags_ >= 0 && (flags_ & O_NONBLOCK) == 0) ::fcntl(fd_, F_SETFL, flags_);
  }
  BlockingMode(const BlockingMode&) = delete;
  BlockingMode& operator=(const BlockingMode&) = delete;

 private:
  int fd_;
  int flags_;
};

task<> wait(int fd, Descriptor::wait_type what) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const int own = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (own < 0)
    throw boost::system::system_error(errno, boost::system::system_category(), "wait for a file");
  Descriptor descriptor(executor);
  boost::system::error_code error;
  descriptor.assign(own, error);
  if (error) {
    ::close(own);
    throw boost::system::system_error(error, "wait for a file");
  }
  const BlockingMode mode(own);
  co_await descriptor.async_wait(what, asio::use_awaitable);
}

}  // namespace

task<> readable(int fd) {
  return wait(fd, Descriptor::wait_read);
}

task<> writable(int fd) {
  return wait(fd, Descriptor::wait_write);
}

}  // namespace acrida
