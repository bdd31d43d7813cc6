// FixedServer: a loop of accept, recv and send.
#include "tests/bench/fixed_server.hpp"

#include <array>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string_view>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace acrida::tests {
namespace {

// ab keeps connections alive only when it is told so.
constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nServer: fixed\r\nContent-Type: application/json\r\n"
    "Connection: keep-alive\r\nContent-Length: 24\r\n\r\n{\"id\":7,\"name\":\"item 7\"}";

void accept_all(int listener, int set) {
  while (true) {
    const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
  }
}

// Requests of these benches come in one piece.
void answer(int fd) {
  char request[4096];
  const ssize_t bytes = ::recv(fd, request, sizeof request, 0);
  if (bytes <= 0) {
    ::close(fd);
    return;
  }
  if (std::string_view(request, static_cast<std::size_t>(bytes)).ends_with("\r\n\r\n"))
    static_cast<void>(::send(fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL));
}

[[noreturn]] void serve(int listener) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int set = ::epoll_create1(EPOLL_CLOEXEC);
  epoll_event accepting{.events = EPOLLIN, .data = {.fd = listener}};
  ::epoll_ctl(set, EPOLL_CTL_ADD, listener, &accepting);
  std::array<epoll_event, 256> events{};
  while (true) {
    const int count = ::epoll_wait(set, events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener)
        accept_all(listener, set);
      else
        answer(fd);
    }
  }
}

}  // namespace

FixedServer::FixedServer() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener, 4096) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("fixed server: cannot listen");
  port_ = ntohs(address.sin_port);
  pid_ = ::fork();
  if (pid_ == 0) serve(listener);
  ::close(listener);
  if (pid_ < 0) throw std::runtime_error("fixed server: cannot fork");
}

FixedServer::~FixedServer() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace acrida::tests
