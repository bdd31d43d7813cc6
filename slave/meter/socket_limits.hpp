// SocketLimits: how many sockets the users of a slave may have.
#pragma once

#include <cstddef>
#include <cstdint>

namespace acrida {

/// 0 = not known, or no limit.
struct SocketLimits {
  std::uint64_t descriptors = 0;  // for the users, when the runner has taken its own
  std::uint64_t ports = 0;        // to one address of a server
};

/// Of a runner of so many shards, which raises its soft limit of descriptors to the hard one.
SocketLimits socket_limits(std::size_t shards);

}  // namespace acrida
