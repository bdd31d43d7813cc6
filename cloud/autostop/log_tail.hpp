// LogTail: what has come to a log file since the last look.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>

#include "cloud/autostop/log_reading.hpp"

namespace acrida {

/// Reads by offset and keeps the file open: what was renamed or deleted is read to its end before the
/// one that has come in its place, from its begin; one that was cut off, too. Times of files do not
/// count. One owner, one thread.
///
///   LogTail tail("/var/log/acrida/slave-0.log", LogTail::From::end);
///   LogReading reading = tail.read();  // each few seconds
class LogTail final {
 public:
  /// Of one look; the rest is passed over, but for its end.
  static constexpr std::uint64_t kMaxBytes = 1u << 20;

  /// `end`: what the file has now does not count, as a copied machine brought it with it.
  enum class From : std::uint8_t { begin, end };

  LogTail(std::filesystem::path path, From from);
  ~LogTail();
  LogTail(LogTail&& other) noexcept;
  LogTail& operator=(LogTail&&) = delete;

  LogReading read();
  const std::filesystem::path& path() const { return path_; }

 private:
  LogReading::State open_newest(bool& is_new);
  bool was_cut_off(std::uint64_t size) const;
  bool read_rest(LogReading& reading);
  void take_lines(LogReading& reading);

  std::filesystem::path path_;
  int file_ = -1;
  dev_t device_ = 0;  // of the open file
  ino_t inode_ = 0;
  std::uint64_t offset_ = 0;
  std::string last_bytes_;  // before the offset: others stand there when the file was cut off
  std::string rest_;        // of a line without its end
};

}  // namespace acrida
