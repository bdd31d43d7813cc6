// LogRing: the last lines of the master's log.
#include "master/api/log_ring.hpp"

#include <algorithm>
#include <utility>

#include "core/stats/valid_text.hpp"

namespace acrida {

void LogRing::add(WallTime time, LogLevel level, std::string_view text) {
  std::string scratch;
  LoggedLine line{0, time, level, std::string(valid_text(text, kMaxLineBytes, scratch))};
  const std::lock_guard lock(mutex_);
  line.number = ++last_;
  lines_.push_back(std::move(line));
  if (lines_.size() > kMaxLines) lines_.pop_front();
}

LogRing::Page LogRing::since(std::uint64_t cursor, LogLevel level) const {
  const std::lock_guard lock(mutex_);
  // Of a master before this one.
  if (cursor > last_) cursor = 0;
  Page page;
  page.cursor = cursor;
  if (lines_.empty()) return page;
  const std::uint64_t oldest = lines_.front().number;
  for (std::uint64_t next = std::max(cursor + 1, oldest); next <= last_; ++next) {
    page.cursor = next;
    const LoggedLine& line = lines_[next - oldest];
    if (line.level >= level) page.lines.push_back(line);
    if (page.lines.size() == kMaxPage) break;
  }
  return page;
}

LogRing::Lines LogRing::newest(std::size_t count) const {
  const std::lock_guard lock(mutex_);
  const auto first =
      lines_.size() > count ? lines_.end() - static_cast<std::ptrdiff_t>(count) : lines_.begin();
  return {first, lines_.end()};
}

}  // namespace acrida
