// LogTap: what this process logs, for the web page too.
#include "master/log_tap.hpp"

#include <mutex>
#include <string_view>

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

namespace acrida {
namespace {

LogLevel from_spdlog(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
      return LogLevel::kDebug;
    case spdlog::level::warn:
      return LogLevel::kWarning;
    case spdlog::level::err:
    case spdlog::level::critical:
      return LogLevel::kError;
    default:
      return LogLevel::kInfo;
  }
}

class RingSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit RingSink(LogRing& ring) : ring_(ring) {}

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    ring_.add(std::chrono::time_point_cast<WallTime::duration>(line.time), from_spdlog(line.level),
              {line.payload.data(), line.payload.size()});
  }
  void flush_() override {}

  LogRing& ring_;
};

}  // namespace

LogTap::LogTap() : sink_(std::make_shared<RingSink>(ring_)) {
  spdlog::default_logger()->sinks().push_back(sink_);
}

LogTap::~LogTap() {
  std::erase(spdlog::default_logger()->sinks(), sink_);
}

}  // namespace acrida
