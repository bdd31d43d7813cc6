// FileLock: flock(2).
#include "core/state/file_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <utility>

namespace acrida {

std::optional<FileLock> FileLock::wait(const std::filesystem::path& path) {
  OwnedFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return std::nullopt;
  while (::flock(fd.get(), LOCK_EX) != 0)
    if (errno != EINTR) return std::nullopt;
  return FileLock(std::move(fd));
}

std::optional<FileLock> FileLock::make_now(const std::filesystem::path& path) {
  OwnedFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd || ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return FileLock(std::move(fd));
}

std::optional<FileLock> FileLock::try_now(const std::filesystem::path& path, Kind kind) {
  OwnedFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::nullopt;
  const int operation = kind == Kind::shared ? LOCK_SH : LOCK_EX;
  if (::flock(fd.get(), operation | LOCK_NB) != 0) return std::nullopt;
  return FileLock(std::move(fd));
}

}  // namespace acrida
