// FileLock: an advisory lock of a file or folder, held until it is destroyed.
#pragma once

#include <filesystem>
#include <optional>

#include "slave/cache/owned_fd.hpp"

namespace acrida {

/// The kernel releases it when the process ends, however it ends.
class FileLock {
 public:
  enum class Kind { shared, exclusive };

  /// Waits for it. Nothing when the file cannot be opened.
  static std::optional<FileLock> wait(const std::filesystem::path& path);
  /// Nothing when another has it, or the file cannot be opened.
  static std::optional<FileLock> try_now(const std::filesystem::path& path, Kind kind);

 private:
  explicit FileLock(OwnedFd fd) : fd_(std::move(fd)) {}
  OwnedFd fd_;
};

}  // namespace acrida
