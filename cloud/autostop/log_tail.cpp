// LogTail: follows a file by its inode and length.
#include "cloud/autostop/log_tail.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace acrida {
namespace {

constexpr std::size_t kMaxLineBytes = 4096;
constexpr std::size_t kLastBytes = 64;

}  // namespace

LogTail::LogTail(std::filesystem::path path, From from) : path_(std::move(path)) {
  bool is_new = false;
  struct stat about {};
  if (from == From::end && open_newest(is_new) == LogReading::State::readable &&
      ::fstat(file_, &about) == 0)
    offset_ = static_cast<std::uint64_t>(about.st_size);
}

LogTail::~LogTail() {
  if (file_ >= 0) ::close(file_);
}

LogTail::LogTail(LogTail&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      device_(other.device_),
      inode_(other.inode_),
      offset_(other.offset_),
      last_bytes_(std::move(other.last_bytes_)),
      rest_(std::move(other.rest_)) {}

// What is open stays so while nothing else is there: its slave may still write to it.
LogReading::State LogTail::open_newest(bool& is_new) {
  using State = LogReading::State;
  is_new = false;
  struct stat about {};
  const State without = file_ >= 0 ? State::readable : State::absent;
  if (::stat(path_.c_str(), &about) != 0)
    return errno == ENOENT || errno == ENOTDIR ? without : State::unreadable;
  if (file_ >= 0 && about.st_dev == device_ && about.st_ino == inode_) return State::readable;
  const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return errno == ENOENT ? without : State::unreadable;
  if (::fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
    ::close(file);
    return State::unreadable;
  }
  if (file_ >= 0) ::close(file_);
  file_ = file;
  device_ = about.st_dev;
  inode_ = about.st_ino;
  offset_ = 0;
  last_bytes_.clear();
  rest_.clear();
  is_new = true;
  return State::readable;
}

LogReading LogTail::read() {
  LogReading reading;
  const bool is_read = file_ < 0 || read_rest(reading);  // before it may be closed
  bool is_new = false;
  reading.state = open_newest(is_new);
  if (is_new ? !read_rest(reading) : !is_read) reading.state = LogReading::State::unreadable;
  return reading;
}

// It may have as many bytes again as it had.
bool LogTail::was_cut_off(std::uint64_t size) const {
  if (size < offset_) return true;
  std::string there(last_bytes_.size(), '\0');
  const ssize_t got =
      ::pread(file_, there.data(), there.size(), static_cast<off_t>(offset_ - last_bytes_.size()));
  return got >= 0 && there != last_bytes_;
}

/// False when it cannot be read.
bool LogTail::read_rest(LogReading& reading) {
  struct stat about {};
  if (::fstat(file_, &about) != 0) return false;
  const auto size = static_cast<std::uint64_t>(about.st_size);
  if (was_cut_off(size)) {
    offset_ = 0;
    rest_.clear();
  }
  if (size - offset_ > kMaxBytes) {
    offset_ = size - kMaxBytes;
    rest_.clear();
  }
  std::string fresh(size - offset_, '\0');
  std::size_t filled = 0;
  ssize_t got = 0;
  while (filled < fresh.size()) {
    got = ::pread(file_, fresh.data() + filled, fresh.size() - filled,
                  static_cast<off_t>(offset_ + filled));
    if (got <= 0) break;
    filled += static_cast<std::size_t>(got);
  }
  offset_ += filled;
  fresh.resize(filled);
  if (filled > 0) last_bytes_ = fresh.substr(filled - std::min(filled, kLastBytes));
  reading.has_grown = reading.has_grown || filled > 0;
  rest_ += fresh;
  take_lines(reading);
  return got >= 0;
}

void LogTail::take_lines(LogReading& reading) {
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
}

}  // namespace acrida
