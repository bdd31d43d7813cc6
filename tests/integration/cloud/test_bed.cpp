// test_bed: what tests with real machines need of this host.
#include "test_bed.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <net/if.h>
#include <sched.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace acrida::tests {

void enter_own_network() {
  if (::unshare(CLONE_NEWNET) != 0)
    throw std::system_error(errno, std::generic_category(), "a network of the test's own");
  const int any = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq loopback{};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP;
  const int done = ::ioctl(any, SIOCSIFFLAGS, &loopback);
  ::close(any);
  if (done != 0) throw std::runtime_error("the loopback device does not come up");
}

std::string missing_program(const std::string& name) {
  if (::geteuid() != 0) return "not root";
  for (const char* folder : {"/usr/bin/", "/usr/sbin/"})
    if (std::filesystem::exists(folder + name)) return {};
  return "no " + name + ": ./dev cloud-test installs it";
}

}  // namespace acrida::tests
