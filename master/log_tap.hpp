// LogTap: what this process logs, for the web page too.
#pragma once

#include <memory>

#include "master/api/log_ring.hpp"

namespace spdlog::sinks {
class sink;
}

namespace acrida {

/// Adds a sink to spdlog's default logger and takes it away again. Both must happen while no other
/// thread logs.
class LogTap final {
 public:
  LogTap();
  ~LogTap();
  LogTap(const LogTap&) = delete;
  LogTap& operator=(const LogTap&) = delete;

  const LogRing& ring() const { return ring_; }

 private:
  LogRing ring_;
  std::shared_ptr<spdlog::sinks::sink> sink_;  // spdlog's loggers share their sinks
};

}  // namespace acrida
