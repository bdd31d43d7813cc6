// PrivateFile: small files that only their owner reads and that are never seen half written.
#include "core/state/private_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace acrida {

namespace fs = std::filesystem;

namespace {

Error os_error(const fs::path& path, const std::string& what) {
  return Error{path.string() + ": " + what + ": " + std::strerror(errno)};
}

class Descriptor final {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

/// A complete file of its own beside the one it is for; its path.
Result<fs::path> write_beside(const fs::path& path, const std::string& text) {
  std::string name = path.string() + ".XXXXXX";
  const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));  // mode 0600
  if (file.get() < 0) return os_error(path, "cannot be written");
  std::size_t at = 0;
  while (at < text.size()) {
    const ssize_t count = ::write(file.get(), text.data() + at, text.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    at += static_cast<std::size_t>(count);
  }
  if (at == text.size() && ::fsync(file.get()) == 0) return fs::path(name);
  const Error error = os_error(path, "cannot be written");
  ::unlink(name.c_str());
  return error;
}

}  // namespace

Result<std::optional<std::string>> read_private_file(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return std::optional<std::string>();
    return os_error(path, "cannot be read");
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return os_error(path, "cannot be read");
  if ((status.st_mode & 077) != 0 || status.st_uid != ::geteuid())
    return Error{path.string() + ": others may read or write it: chmod 600, if it is yours"};
  std::string text;
  std::array<char, 65'536> block{};
  for (;;) {
    const ssize_t count = ::read(file.get(), block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return os_error(path, "cannot be read");
    if (count == 0) return std::optional<std::string>(std::move(text));
    text.append(block.data(), static_cast<std::size_t>(count));
    if (text.size() > kMaxPrivateFileBytes)
      return Error{path.string() + ": larger than any such file"};
  }
}

Result<std::string> create_private_file(const fs::path& path, const std::string& text) {
  auto found = read_private_file(path);
  if (!found) return found.error();
  if (*found) return **found;
  const auto written = write_beside(path, text);
  if (!written) return written.error();
  // A link, as a rename would replace the file of another process that was faster.
  const bool linked = ::link(written->c_str(), path.c_str()) == 0 || errno == EEXIST;
  const Error error = os_error(path, "cannot be made");
  ::unlink(written->c_str());
  if (!linked) return error;
  found = read_private_file(path);
  if (!found) return found.error();
  if (!*found) return Error{path.string() + ": vanished"};
  return **found;
}

Result<void> replace_private_file(const fs::path& path, const std::string& text) {
  const auto written = write_beside(path, text);
  if (!written) return written.error();
  if (::rename(written->c_str(), path.c_str()) == 0) return {};
  const Error error = os_error(path, "cannot be replaced");
  ::unlink(written->c_str());
  return error;
}

std::uint64_t file_version(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return 0;
  // Each replacement is a file of its own; an editor may also write into it.
  std::uint64_t version = status.st_ino;
  for (const auto part : {status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_size})
    version = version * 1'000'003 + static_cast<std::uint64_t>(part);
  return version | 1;
}

}  // namespace acrida
