// LogTail: follows a file by its inode and length.
#include "cloud/autostop/log_tail.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace acrida {
namespace {

constexpr std::size_t kMaxLineBytes = 4096;

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

LogTail::LogTail(std::filesystem::path path) : path_(std::move(path)) {
  struct stat about {};
  if (::stat(path_.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return;
  inode_ = about.st_ino;
  offset_ = static_cast<std::uint64_t>(about.st_size);
}

LogReading LogTail::read() {
  LogReading reading;
  const OpenFile file(path_);
  struct stat about {};
  if (file.descriptor() < 0 || ::fstat(file.descriptor(), &about) != 0 || !S_ISREG(about.st_mode))
    return reading;
  reading.is_there = true;
  const auto size = static_cast<std::uint64_t>(about.st_size);
  if (about.st_ino != inode_ || size < offset_) {
    inode_ = about.st_ino;
    offset_ = 0;
    rest_.clear();
  }
  if (size - offset_ > kMaxBytes) {
    offset_ = size - kMaxBytes;
    rest_.clear();
  }
  std::string fresh(size - offset_, '\0');
  std::size_t filled = 0;
  while (filled < fresh.size()) {
    const ssize_t got = ::pread(file.descriptor(), fresh.data() + filled, fresh.size() - filled,
                                static_cast<off_t>(offset_ + filled));
    if (got <= 0) break;
    filled += static_cast<std::size_t>(got);
  }
  offset_ += filled;
  fresh.resize(filled);
  reading.has_grown = filled > 0;
  rest_ += fresh;
  std::size_t begin = 0;
  for (std::size_t end = rest_.find('\n'); end != std::string::npos;
       end = rest_.find('\n', begin)) {
    if (const auto found = parse_activity(std::string_view(rest_).substr(begin, end - begin))) {
      reading.activity = found;
      reading.had_run = reading.had_run || found->in_run;
    }
    begin = end + 1;
  }
  rest_.erase(0, begin);
  if (rest_.size() > kMaxLineBytes) rest_.clear();
  return reading;
}

}  // namespace acrida
