// LoopbackListener: bound and listening.
#include "tests/support/loopback_listener.hpp"

#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace acrida::tests {

LoopbackListener::LoopbackListener() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd_, generic, length) != 0 || listen(fd_, 100) != 0 ||
      getsockname(fd_, generic, &length) != 0)
    throw std::runtime_error("no port to listen on");
  port_ = ntohs(address.sin_port);
}

LoopbackListener::~LoopbackListener() {
  close(fd_);
}

}  // namespace acrida::tests
