// ScriptedServer: an HTTP server on a Unix socket whose answers the test gives.
#include "tests/support/scripted_server.hpp"

#include <cstring>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace acrida::tests {

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket().c_str(), sizeof address.sun_path - 1);
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 16) != 0)
    throw std::runtime_error("no socket " + socket());
  thread_ = std::jthread([this] {
    for (int peer = 0; (peer = ::accept(listener_, nullptr, nullptr)) >= 0;) serve(peer);
  });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::vector<std::string> ScriptedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void ScriptedServer::serve(int peer) {
  std::string text;
  std::size_t head = std::string::npos, length = 0;
  char block[4'096];
  while (head == std::string::npos || text.size() < head + 4 + length) {
    const ssize_t count = ::recv(peer, block, sizeof block, 0);
    if (count <= 0) break;
    text.append(block, static_cast<std::size_t>(count));
    head = text.find("\r\n\r\n");
    const std::size_t at = text.find("Content-Length: ");
    if (at < head) length = std::stoul(text.substr(at + 16));
  }
  if (head != std::string::npos) {
    const std::string line = text.substr(0, text.find(" HTTP/"));
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(line);
    }
    if (const auto answer = script_({line, text.substr(head + 4)})) {
      const std::string all = "HTTP/1.1 " + std::to_string(answer->status) +
                              " Scripted\r\nConnection: close\r\nContent-Length: " +
                              std::to_string(answer->body.size()) + "\r\n\r\n" + answer->body;
      for (std::size_t sent = 0; sent < all.size();) {
        const ssize_t count = ::send(peer, all.data() + sent, all.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) break;
        sent += static_cast<std::size_t>(count);
      }
    }
  }
  ::close(peer);
}

}  // namespace acrida::tests
