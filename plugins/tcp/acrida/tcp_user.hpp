// TcpUser: a virtual user with a TCP connection.
#pragma once

#include <acrida/tcp_client.hpp>
#include <acrida/user.hpp>

namespace acrida {

/// Its `client` connects to the user's host. Further connections are further TcpClients of it.
class TcpUser : public User {
 public:
  TcpClient client{*this};

  std::uint64_t least_sockets() const override { return 1; }
};

}  // namespace acrida
