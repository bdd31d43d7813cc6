// EpollLoop: the least that a load generator can do, as a measure for the others.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace acrida::tests {

/// GET of /item over keep-alive connections to a port of 127.0.0.1, one thread, no statistics: an answer ends
/// where its Content-Length says, which is read once and taken to be the same for all of them.
class EpollLoop {
 public:
  EpollLoop(std::uint16_t port, int connections) : set_(epoll_create1(EPOLL_CLOEXEC)) {
    request_ = "GET /item HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n\r\n";
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < connections; ++i) {
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const int on = 1;
      if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("epoll loop: cannot connect");
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
      ::epoll_ctl(set_, EPOLL_CTL_ADD, fd, &event);
      sockets_.push_back(fd);
    }
    received_.resize(static_cast<std::size_t>(sockets_.back()) + 1);
  }
  ~EpollLoop() {
    for (const int fd : sockets_) ::close(fd);
    ::close(set_);
  }
  EpollLoop(const EpollLoop&) = delete;
  EpollLoop& operator=(const EpollLoop&) = delete;

  void run(std::uint64_t requests) {
    for (const int fd : sockets_) send(fd);
    std::array<epoll_event, 256> events{};
    for (std::uint64_t done = 0; done < requests;) {
      const int count = ::epoll_wait(set_, events.data(), events.size(), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        char buffer[16384];
        const ssize_t bytes = ::recv(fd, buffer, sizeof buffer, 0);
        if (bytes <= 0) throw std::runtime_error("epoll loop: a connection ended");
        if (answer_bytes_ == 0) answer_bytes_ = size_of({buffer, static_cast<std::size_t>(bytes)});
        std::size_t& received = received_[static_cast<std::size_t>(fd)];
        received += static_cast<std::size_t>(bytes);
        if (received < answer_bytes_) continue;
        received = 0;
        ++done;
        send(fd);
      }
    }
  }

 private:
  void send(int fd) const {
    if (::send(fd, request_.data(), request_.size(), MSG_NOSIGNAL) < 0)
      throw std::runtime_error("epoll loop: cannot send");
  }
  static std::size_t size_of(std::string_view answer) {
    constexpr std::string_view kLength = "Content-Length: ";
    const std::size_t at = answer.find(kLength);
    const std::size_t head = answer.find("\r\n\r\n");
    if (at == std::string_view::npos || head == std::string_view::npos)
      throw std::runtime_error("epoll loop: an answer without a Content-Length");
    return head + 4 + std::stoul(std::string(answer.substr(at + kLength.size(), 20)));
  }

  int set_;
  std::string request_;
  std::vector<int> sockets_;
  std::vector<std::size_t> received_;  // of the answer that is coming, by socket
  std::size_t answer_bytes_ = 0;
};

}  // namespace acrida::tests
