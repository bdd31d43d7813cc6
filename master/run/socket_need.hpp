// SocketNeed: whether the slaves have room for the sockets of the users.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/plan/test_class.hpp"

namespace acrida {

/// What one slave has for its users; 0 = not known.
struct SlaveSockets {
  std::string slave;
  std::uint64_t descriptors = 0;
  std::uint64_t ports = 0;  // to one address of a server
};

struct SocketNeed {
  std::vector<TestClass> classes;  // those that get users
  std::uint64_t users = 0;         // of all classes, spread as UserMix does
  std::string host;                // of the run; "" = each class's own
};

/// Why these slaves cannot hold so many users, each its even share of them, in one line with the
/// remedy; nothing when they can, or when it is not known. A host's ports are looked at when it is
/// an address: a name may stand for several, each with as many ports.
std::optional<std::string> socket_shortage(const SocketNeed& need,
                                           const std::vector<SlaveSockets>& slaves);

}  // namespace acrida
