// SmallDisk: mount, and a file that takes all there is.
#include "tests/faults/small_disk.hpp"

#include <array>
#include <fcntl.h>
#include <stdexcept>
#include <sys/mount.h>
#include <unistd.h>
#include <utility>

namespace acrida::tests {
namespace {

constexpr const char* kBallast = "ballast";

}  // namespace

SmallDisk::SmallDisk(std::filesystem::path folder) : folder_(std::move(folder)) {
  if (mount("acrida", folder_.c_str(), "tmpfs", 0, "size=16m") != 0)
    throw std::runtime_error("cannot mount a tmpfs on " + folder_.string());
}

SmallDisk::~SmallDisk() {
  umount2(folder_.c_str(), MNT_DETACH);
}

void SmallDisk::fill() const {
  const int fd = open((folder_ / kBallast).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  std::array<char, 4096> block{};
  while (write(fd, block.data(), block.size()) > 0) {
  }
  close(fd);
}

void SmallDisk::make_room() const {
  std::error_code ignored;
  std::filesystem::remove(folder_ / kBallast, ignored);
}

}  // namespace acrida::tests
