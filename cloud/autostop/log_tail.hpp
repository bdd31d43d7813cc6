// LogTail: what has come to a log file since the last look.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>

#include "cloud/autostop/log_reading.hpp"

namespace acrida {

/// Reads by offset from the end that the file had at first, so that what a copied machine brought with
/// it does not count. A file that was renamed and made anew, cut off or copied and cut off is read from
/// its begin; what is unreadable is not there. One owner, one thread.
///
///   LogTail tail("/var/log/acrida/slave-0.log");
///   LogReading reading = tail.read();  // each few seconds
class LogTail final {
 public:
  /// Of one look; the rest is passed over, but for its end.
  static constexpr std::uint64_t kMaxBytes = 1u << 20;

  explicit LogTail(std::filesystem::path path);

  LogReading read();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  ino_t inode_ = 0;  // 0 = there was no file yet
  std::uint64_t offset_ = 0;
  std::string rest_;  // of a line without its end
};

}  // namespace acrida
