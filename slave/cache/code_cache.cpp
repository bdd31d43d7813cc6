// CodeCache: files, links and locks.
#include "slave/cache/code_cache.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "slave/cache/cache_room.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

Error failed(const fs::path& path, int error) {
  return Error{path.string() + ": " + std::strerror(error) +
               "; check the folder, or set XDG_CACHE_HOME"};
}

std::optional<std::uint64_t> bytes_of(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

bool is_still_at(const fs::path& path, int fd) {
  struct stat here {};
  struct stat there {};
  return ::fstat(fd, &here) == 0 && ::stat(path.c_str(), &there) == 0 &&
         here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

// The exact time: the kernel's own is up to some milliseconds old.
void touch(const fs::path& path) {
  timespec times[2]{};
  ::clock_gettime(CLOCK_REALTIME, &times[0]);
  times[1] = times[0];
  ::utimensat(AT_FDCWD, path.c_str(), times, 0);
}

}  // namespace

CodeCache::CodeCache(fs::path folder, std::uint64_t max_bytes)
    : root_(std::move(folder)), max_bytes_(max_bytes) {
  for (const char* part : {"files", "parts", "tests"}) {
    fs::create_directory(root_ / part);
    fs::permissions(root_ / part, fs::perms::owner_all);
  }
}

Result<void> CodeCache::begin(const wire::CodeManifest& manifest) {
  open_.reset();
  next_.reset();
  manifest_ = manifest;
  const fs::path folder = test_of(manifest.id);
  const auto cache_lock = FileLock::wait(root_ / "lock");
  if (!cache_lock) return failed(root_ / "lock", errno);
  std::error_code error;
  fs::create_directory(folder, error);
  auto lock = FileLock::try_now(folder, FileLock::Kind::shared);
  if (!lock) return failed(folder, errno);
  fs::permissions(folder, fs::perms::owner_all, error);
  touch(folder);
  next_ = std::make_shared<const FileLock>(std::move(*lock));
  return make_room();
}

Result<void> CodeCache::make_room() {
  if (max_bytes_ == 0) return {};
  CacheRoom room(root_);
  std::map<std::string, std::uint64_t> sizes;  // two names may have one content
  for (const wire::CodeFile& file : manifest_.files) sizes.emplace(file.hash, file.bytes);
  std::vector<std::string> wanted;
  wanted.reserve(sizes.size());
  std::uint64_t needed = 0;
  for (const auto& [hash, bytes] : sizes) {
    wanted.push_back(hash);
    needed += bytes;
  }
  if (room.make(needed, max_bytes_, wanted)) return {};
  return Error{"the test has " + std::to_string(needed) + " bytes, and " + root_.string() +
               " may hold " + std::to_string(max_bytes_) +
               " with what other slaves use: see --code-cache"};
}

Result<FoundFile> CodeCache::look(const wire::CodeFile& file) {
  open_.reset();
  // Between two steps of ours another process may finish the same file.
  constexpr int kAttempts = 3;
  for (int attempt = 0; attempt < kAttempts; ++attempt)
    if (auto found = try_look(file)) return *found;
  return failed(part_of(file.hash), errno);
}

std::optional<FoundFile> CodeCache::try_look(const wire::CodeFile& file) {
  if (OwnedFd whole(::open(file_of(file.hash).c_str(), O_RDONLY | O_CLOEXEC)); whole) {
    if (bytes_of(whole.get()) == file.bytes) {
      open_.emplace(OpenFile{.fd = std::move(whole)});
      return FoundFile{FoundFile::State::whole, file.bytes};
    }
    std::error_code ignored;
    fs::remove(file_of(file.hash), ignored);
  }
  const fs::path path = part_of(file.hash);
  OwnedFd part(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!part) return std::nullopt;
  if (::flock(part.get(), LOCK_EX | LOCK_NB) != 0) return FoundFile{FoundFile::State::busy, 0};
  if (!is_still_at(path, part.get())) return std::nullopt;
  std::uint64_t bytes = bytes_of(part.get()).value_or(0);
  if (bytes > file.bytes) {
    bytes = 0;
    if (::ftruncate(part.get(), 0) != 0) return std::nullopt;
  }
  open_.emplace(OpenFile{.fd = std::move(part), .is_part = true});
  return FoundFile{FoundFile::State::part, bytes};
}

Result<void> CodeCache::store(const wire::CodeFile& file, std::uint64_t offset,
                              std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(open_->fd.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failed(part_of(file.hash), errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<std::optional<bool>> CodeCache::check_some(const wire::CodeFile& file) {
  std::string block(std::min<std::uint64_t>(kCheckedBytes, file.bytes - open_->checked_bytes),
                    '\0');
  if (!block.empty()) {
    const ssize_t count = ::pread(open_->fd.get(), block.data(), block.size(),
                                  static_cast<off_t>(open_->checked_bytes));
    if (count < 0) return failed(file_of(file.hash), errno);
    if (count == 0) return std::optional<bool>(false);  // cut by somebody
    block.resize(static_cast<std::size_t>(count));
    open_->hash.add(block);
    open_->checked_bytes += block.size();
  }
  if (open_->checked_bytes < file.bytes) return std::optional<bool>();
  const bool is_good = open_->hash.hex() == file.hash;
  if (is_good) {
    if (auto kept = keep(file); !kept) return kept.error();
  }
  return std::optional<bool>(is_good);
}

Result<void> CodeCache::keep(const wire::CodeFile& file) {
  const auto cache_lock = FileLock::wait(root_ / "lock");
  if (!cache_lock) return failed(root_ / "lock", errno);
  const fs::path whole = file_of(file.hash);
  if (open_->is_part) {
    ::fchmod(open_->fd.get(), 0400);
    if (::rename(part_of(file.hash).c_str(), whole.c_str()) != 0) return failed(whole, errno);
  }
  open_.reset();
  const fs::path link = test_of(manifest_.id) / file.name;
  std::error_code error;
  fs::create_directories(link.parent_path(), error);
  // By renaming, so that whoever loads the test now has one or the other.
  const fs::path new_link = root_ / ("link." + std::to_string(::getpid()));
  fs::remove(new_link, error);
  if (::link(whole.c_str(), new_link.c_str()) != 0) return failed(whole, errno);
  if (::rename(new_link.c_str(), link.c_str()) != 0) return failed(link, errno);
  fs::remove(new_link, error);  // rename(2) leaves it when both are the same file
  return {};
}

void CodeCache::discard(const wire::CodeFile& file) {
  const auto cache_lock = FileLock::wait(root_ / "lock");
  std::error_code ignored;
  if (open_ && open_->is_part)
    fs::remove(part_of(file.hash), ignored);
  else
    fs::remove(file_of(file.hash), ignored);
  open_.reset();
}

Result<StoredTest> CodeCache::use() {
  touch(test_of(manifest_.id));
  StoredTest test{.library = {}, .folder = test_of(manifest_.id).string(), .hash = {}};
  for (const wire::CodeFile& file : manifest_.files) {
    if (file.role != wire::CodeFile::Role::test) continue;
    test.library = (test_of(manifest_.id) / file.name).string();
    test.hash = file.hash;
  }
  test.lock = std::exchange(next_, {});
  return test;
}

}  // namespace acrida
