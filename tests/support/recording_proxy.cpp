// RecordingProxy: stands between a slave and its master and keeps what the slave has sent.
#include "tests/support/recording_proxy.hpp"

#include <array>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace acrida::tests {

namespace {

constexpr int kPause_ms = 50;

bool send_all(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::send(fd, data, size, MSG_NOSIGNAL);
    if (count <= 0) return false;
    data += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  throw std::runtime_error("nobody listens on port " + std::to_string(port));
}

RecordingProxy::RecordingProxy(std::uint16_t master_port)
    : thread_([this, master_port] { pass_on(master_port); }) {}

RecordingProxy::~RecordingProxy() {
  ends_ = true;
  thread_.join();
}

std::string RecordingProxy::recorded() const {
  const std::lock_guard lock(mutex_);
  return recorded_;
}

void RecordingProxy::pass_on(std::uint16_t master_port) {
  pollfd waiting{listener_.fd(), POLLIN, 0};
  while (!ends_ && ::poll(&waiting, 1, kPause_ms) == 0) {
  }
  if (ends_) return;
  const int slave = ::accept(listener_.fd(), nullptr, nullptr);
  const int master = connect_to(master_port);
  std::array<pollfd, 2> ends{pollfd{slave, POLLIN, 0}, pollfd{master, POLLIN, 0}};
  std::array<char, 65'536> buffer{};
  for (bool open = true; open && !ends_;) {
    if (::poll(ends.data(), ends.size(), kPause_ms) <= 0) continue;
    for (std::size_t from = 0; from < ends.size() && open; ++from) {
      if (ends[from].revents == 0) continue;
      const ssize_t count = ::recv(ends[from].fd, buffer.data(), buffer.size(), 0);
      open =
          count > 0 && send_all(ends[1 - from].fd, buffer.data(), static_cast<std::size_t>(count));
      if (from != 0 || count <= 0) continue;
      const std::lock_guard lock(mutex_);
      recorded_.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  ::close(slave);
  ::close(master);
}

}  // namespace acrida::tests
