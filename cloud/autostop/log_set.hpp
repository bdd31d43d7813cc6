// LogSet: the logs of all slaves of a machine.
#pragma once

#include <string>
#include <vector>

#include "cloud/autostop/log_tail.hpp"

namespace acrida {

/// Files, and patterns ("/var/log/acrida/slave-*.log") that are looked at again each time, as there
/// may be more slaves later. What was there at first counts from its end, what comes later from its
/// begin; what has been seen is followed for ever. One owner, one thread.
///
///   LogSet logs({"/var/log/acrida/slave-*.log"});
///   judge.judge(logs.read(), now);  // each few seconds
class LogSet final {
 public:
  static constexpr std::size_t kMaxLogs = 1000;

  explicit LogSet(std::vector<std::string> patterns);

  /// One for each pattern, which is unreadable when its folder is, or when there are too many logs;
  /// then one for each log, in the order in which they came.
  std::vector<LogReading> read();
  std::size_t log_count() const { return tails_.size(); }

 private:
  LogReading::State look_for(const std::string& pattern, LogTail::From from);

  std::vector<std::string> patterns_;
  std::vector<LogTail> tails_;
};

}  // namespace acrida
