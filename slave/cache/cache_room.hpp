// CacheRoom: makes room in a code cache.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace acrida {

/// Its caller holds the lock of the cache; see CodeCache for the folders.
///
///   CacheRoom room(root);
///   if (!room.make(needed_bytes, max_bytes, hashes_needed)) ...
class CacheRoom {
 public:
  explicit CacheRoom(std::filesystem::path root) : root_(std::move(root)) {}

  /// Removes until what is not `wanted` fits beside `needed` bytes of what is: tests that nobody
  /// uses, from the one used longest ago, with the files of no other test. False when that is not
  /// enough. `wanted` is sorted.
  bool make(std::uint64_t needed_bytes, std::uint64_t max_bytes,
            const std::vector<std::string>& wanted);

 private:
  std::uint64_t remove_unlinked(const std::vector<std::string>& wanted, std::uint64_t bytes,
                                std::uint64_t limit);

  std::filesystem::path root_;
};

}  // namespace acrida
