// SocketLimits: how many sockets the users of a slave may have.
#include "slave/meter/socket_limits.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <sys/resource.h>

#include "slave/meter/machine_text.hpp"

namespace acrida {
namespace {

/// Of the runner: its pipe, journal, libraries; a loop's timer, epoll sets, engines. Twice what was
/// counted, and a hundredth for what the test itself opens.
constexpr std::uint64_t kOfTheRunner = 32;
constexpr std::uint64_t kOfAShard = 12;
constexpr std::uint64_t kShareOfTheTest = 100;

}  // namespace

SocketLimits socket_limits(std::size_t shards) {
  SocketLimits limits;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max != RLIM_INFINITY) {
    const std::uint64_t own = kOfTheRunner + kOfAShard * shards + files.rlim_max / kShareOfTheTest;
    limits.descriptors = files.rlim_max > own ? files.rlim_max - own : 1;
  }
  std::ifstream range("/proc/sys/net/ipv4/ip_local_port_range");
  std::string text;
  std::getline(range, text);
  limits.ports = ports_in(text);
  return limits;
}

}  // namespace acrida
