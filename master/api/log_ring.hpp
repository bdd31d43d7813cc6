// LogRing: the last lines of the master's log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "master/run/action.hpp"

namespace acrida {

struct LoggedLine {
  std::uint64_t number = 0;  // from 1, without gaps
  WallTime time{};
  LogLevel level = LogLevel::kInfo;
  std::string text;  // valid UTF-8, at most kMaxLineBytes
};

/// Any thread; the lock is held for the copy of a line, or of a page of them.
class LogRing final {
 public:
  static constexpr std::size_t kMaxLines = 5'000;
  static constexpr std::size_t kMaxLineBytes = 2'000;
  static constexpr std::size_t kMaxPage = 1'000;

  void add(WallTime time, LogLevel level, std::string_view text);

  using Lines = std::vector<LoggedLine>;
  struct Page {
    std::uint64_t cursor = 0;  // for the next call
    Lines lines;
  };
  /// The oldest ones after `cursor` (at first 0) of this level and above, at most kMaxPage.
  Page since(std::uint64_t cursor, LogLevel level) const;
  /// In their order.
  Lines newest(std::size_t count) const;

 private:
  mutable std::mutex mutex_;
  std::deque<LoggedLine> lines_;
  std::uint64_t last_ = 0;
};

}  // namespace acrida
