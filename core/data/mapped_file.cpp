// MappedFile: mmap(2).
#include "core/data/mapped_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace acrida {

Result<MappedFile> MappedFile::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Error{path + ": " + std::strerror(errno)};
  struct stat status {};
  const bool is_file = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  const auto bytes = is_file ? static_cast<std::size_t>(status.st_size) : 0;
  void* memory = bytes > 0 ? ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd, 0)
                           : static_cast<void*>(nullptr);
  const int error = errno;
  ::close(fd);
  if (!is_file) return Error{path + ": is no regular file"};
  if (memory == MAP_FAILED) return Error{path + ": " + std::strerror(error)};
  return MappedFile(memory, bytes);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (memory_) ::munmap(memory_, bytes_);
}

}  // namespace acrida
