// CacheRoom: what goes first.
#include "slave/cache/cache_room.hpp"

#include <algorithm>
#include <sys/stat.h>

#include "core/state/file_lock.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

struct Entry {
  fs::path path;
  std::uint64_t bytes = 0;
  std::uint64_t links = 0;
  timespec used{};
};

bool older(const Entry& a, const Entry& b) {
  if (a.used.tv_sec != b.used.tv_sec) return a.used.tv_sec < b.used.tv_sec;
  return a.used.tv_nsec < b.used.tv_nsec;
}

/// From the one used longest ago.
std::vector<Entry> entries_of(const fs::path& folder) {
  std::vector<Entry> entries;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); at != fs::directory_iterator();
       at.increment(error)) {
    struct stat status {};
    if (error || ::stat(at->path().c_str(), &status) != 0) break;
    entries.push_back({at->path(), static_cast<std::uint64_t>(status.st_size),
                       static_cast<std::uint64_t>(status.st_nlink), status.st_mtim});
  }
  std::sort(entries.begin(), entries.end(), older);
  return entries;
}

bool contains(const std::vector<std::string>& sorted, const fs::path& path) {
  return std::binary_search(sorted.begin(), sorted.end(), path.filename().string());
}

std::uint64_t bytes_besides(const fs::path& root, const std::vector<std::string>& wanted) {
  std::uint64_t bytes = 0;
  for (const char* part : {"files", "parts"})
    for (const Entry& entry : entries_of(root / part))
      if (!contains(wanted, entry.path)) bytes += entry.bytes;
  return bytes;
}

}  // namespace

// Files that no test has, and parts that nobody fetches.
std::uint64_t CacheRoom::remove_unlinked(const std::vector<std::string>& wanted,
                                         std::uint64_t bytes, std::uint64_t limit) {
  for (const char* part : {"parts", "files"}) {
    for (const Entry& entry : entries_of(root_ / part)) {
      if (bytes <= limit) return bytes;
      if (contains(wanted, entry.path) || entry.links > 1) continue;
      const auto lock = FileLock::try_now(entry.path, FileLock::Kind::exclusive);
      std::error_code error;
      if (lock && fs::remove(entry.path, error)) bytes -= entry.bytes;
    }
  }
  return bytes;
}

bool CacheRoom::make(std::uint64_t needed_bytes, std::uint64_t max_bytes,
                     const std::vector<std::string>& wanted) {
  if (needed_bytes > max_bytes) return false;
  const std::uint64_t limit = max_bytes - needed_bytes;
  std::uint64_t bytes = remove_unlinked(wanted, bytes_besides(root_, wanted), limit);
  for (const Entry& test : entries_of(root_ / "tests")) {
    if (bytes <= limit) break;
    const auto lock = FileLock::try_now(test.path, FileLock::Kind::exclusive);
    if (!lock) continue;
    std::error_code error;
    fs::remove_all(test.path, error);
    bytes = remove_unlinked(wanted, bytes, limit);
  }
  return bytes <= limit;
}

}  // namespace acrida
