// RawServer: one thread that polls.
#include "raw_server.hpp"

#include <chrono>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 5s;
constexpr std::string_view kEndOfRequest = "\r\n\r\n";

}  // namespace

RawServer::RawServer(Behaviour behaviour)
    : behaviour_(std::move(behaviour)),
      wake_(eventfd(0, EFD_CLOEXEC)),
      released_(!behaviour_.hold) {
  thread_ = std::thread([this] { run(); });
}

RawServer::~RawServer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  eventfd_write(wake_, 1);
  thread_.join();
  for (const Connection& connection : connections_) close(connection.fd);
  close(wake_);
}

std::string RawServer::requests() const {
  const std::lock_guard lock(mutex_);
  return text_;
}

std::size_t RawServer::accepted() const {
  const std::lock_guard lock(mutex_);
  return accepted_;
}

bool RawServer::wait_for_requests(std::size_t count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return requests_ == count; });
}

bool RawServer::wait_for_open_connections(std::size_t count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return open_ == count; });
}

void RawServer::release() {
  {
    const std::lock_guard lock(mutex_);
    released_ = true;
  }
  eventfd_write(wake_, 1);
}

void RawServer::run() {
  while (true) {
    std::vector<pollfd> watched{{wake_, POLLIN, 0}, {listener_.fd(), POLLIN, 0}};
    for (const Connection& connection : connections_) watched.push_back({connection.fd, POLLIN, 0});
    poll(watched.data(), watched.size(), -1);
    if (watched[0].revents != 0) {
      eventfd_t value = 0;
      eventfd_read(wake_, &value);
    }
    const std::lock_guard lock(mutex_);
    if (ending_) return;
    std::vector<Connection> open;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      if (serve(connections_[i], watched[i + 2].revents != 0))
        open.push_back(std::move(connections_[i]));
      else
        close(connections_[i].fd);
    }
    connections_ = std::move(open);
    if (watched[1].revents != 0) accept_one();
    open_ = connections_.size();
    changed_.notify_all();
  }
}

void RawServer::accept_one() {
  connections_.push_back({accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC), {}});
  ++accepted_;
}

bool RawServer::serve(Connection& connection, bool readable) {
  if (readable) {
    char buffer[4096];
    const ssize_t bytes = recv(connection.fd, buffer, sizeof buffer, 0);
    if (bytes <= 0) return false;
    const std::string_view text(buffer, static_cast<std::size_t>(bytes));
    text_ += text;
    connection.unread += text;
  }
  for (auto end = connection.unread.find(kEndOfRequest); end != std::string::npos;
       end = connection.unread.find(kEndOfRequest)) {
    connection.unread.erase(0, end + kEndOfRequest.size());
    ++connection.unanswered;
    ++requests_;
  }
  if (!released_ || behaviour_.answer.empty()) return true;
  for (; connection.unanswered > 0; --connection.unanswered) {
    send(connection.fd, behaviour_.answer.data(), behaviour_.answer.size(), MSG_NOSIGNAL);
    if (behaviour_.close) return false;
  }
  return true;
}

}  // namespace acrida::tests
