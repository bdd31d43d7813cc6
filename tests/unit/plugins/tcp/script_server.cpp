// ScriptServer: blocking sockets.
#include "script_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace acrida::tests {

bool ScriptConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string ScriptConnection::receive(std::size_t bytes) {
  std::string text(bytes, '\0');
  const ssize_t received = ::recv(fd_, text.data(), text.size(), 0);
  text.resize(received > 0 ? static_cast<std::size_t>(received) : 0);
  return text;
}

std::string ScriptConnection::receive_all() {
  std::string all;
  for (std::string part = receive(65536); !part.empty(); part = receive(65536)) all += part;
  return all;
}

ScriptServer::ScriptServer(Script script) : script_(std::move(script)) {
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptServer::~ScriptServer() {
  shutdown(listener_.fd(), SHUT_RDWR);  // ends accept()
  acceptor_.join();
  for (Guest& guest : guests_) shutdown(guest.fd, SHUT_RDWR);
  for (Guest& guest : guests_) {
    guest.thread.join();
    close(guest.fd);
  }
}

void ScriptServer::accept_all() {
  while (true) {
    const int fd = accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    guests_.push_back({fd, std::thread([this, fd] {
                         ScriptConnection connection(fd);
                         script_(connection);
                         shutdown(fd, SHUT_RDWR);
                       })});
  }
}

}  // namespace acrida::tests
