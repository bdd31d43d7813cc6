// UdpUser: a virtual user with a UDP socket.
#pragma once

#include <acrida/udp_client.hpp>
#include <acrida/user.hpp>

namespace acrida {

/// Its `client` talks to the user's host. Further sockets are further UdpClients of it.
class UdpUser : public User {
 public:
  UdpClient client{*this};

  std::uint64_t least_sockets() const override { return 1; }
};

}  // namespace acrida
