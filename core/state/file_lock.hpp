// FileLock: an advisory lock of a file or folder, held until it is destroyed.
#pragma once

#include <filesystem>
#include <optional>

#include "core/state/owned_fd.hpp"

namespace acrida {

/// The kernel releases it when the process ends, however it ends.
class FileLock {
 public:
  enum class Kind { shared, exclusive };

  /// Waits for it, exclusively; the file is made when it is missing. Nothing when it cannot be opened.
  static std::optional<FileLock> wait(const std::filesystem::path& path);
  /// The same without waiting: nothing when another process has it.
  static std::optional<FileLock> make_now(const std::filesystem::path& path);
  /// Of what is there. Nothing when another has it, or it cannot be opened.
  static std::optional<FileLock> try_now(const std::filesystem::path& path, Kind kind);

 private:
  explicit FileLock(OwnedFd fd) : fd_(std::move(fd)) {}
  OwnedFd fd_;
};

}  // namespace acrida
