// LogSet: glob(3) around LogTail.
#include "cloud/autostop/log_set.hpp"

#include <algorithm>
#include <cerrno>
#include <glob.h>
#include <utility>

namespace acrida {
namespace {

// A folder that is not there has no logs; one that cannot be read may have some.
int note_folder(const char*, int error) {
  return error == ENOENT || error == ENOTDIR ? 0 : 1;
}

}  // namespace

LogSet::LogSet(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {
  for (const std::string& pattern : patterns_) look_for(pattern, LogTail::From::end);
}

LogReading::State LogSet::look_for(const std::string& pattern, LogTail::From from) {
  glob_t found{};
  const int code = ::glob(pattern.c_str(), GLOB_NOMAGIC, note_folder, &found);
  bool is_complete = code == 0 || code == GLOB_NOMATCH;
  for (std::size_t i = 0; code == 0 && i < found.gl_pathc; ++i) {
    const std::string path = found.gl_pathv[i];
    if (std::any_of(tails_.begin(), tails_.end(),
                    [&](const LogTail& tail) { return tail.path() == path; }))
      continue;
    if (tails_.size() < kMaxLogs)
      tails_.emplace_back(path, from);
    else
      is_complete = false;
  }
  ::globfree(&found);
  return is_complete ? LogReading::State::readable : LogReading::State::unreadable;
}

std::vector<LogReading> LogSet::read() {
  std::vector<LogReading> readings;
  for (const std::string& pattern : patterns_) {
    LogReading reading;
    reading.state = look_for(pattern, LogTail::From::begin);
    readings.push_back(reading);
  }
  for (LogTail& tail : tails_) readings.push_back(tail.read());
  return readings;
}

}  // namespace acrida
