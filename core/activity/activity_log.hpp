// ActivityLog: when a slave writes which ActivityLine.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/activity/activity_line.hpp"

namespace acrida {

/// A line when a run begins or ends; each kRunPeriod while one is on and the master is heard, which is
/// the lease that keeps the machine; each kIdlePeriod without a run, so that whoever begins to read
/// knows soon. Pure; one owner.
///
///   ActivityLog activity;
///   if (const auto line = activity.note({in_run, users}, hears_master, now)) log(*line);
class ActivityLog final {
 public:
  static constexpr std::chrono::seconds kRunPeriod{10};
  static constexpr std::chrono::minutes kIdlePeriod{10};

  /// Several times a second.
  std::optional<std::string> note(const Activity& activity, bool hears_master,
                                  std::chrono::steady_clock::time_point now);

 private:
  std::optional<bool> was_in_run_;
  std::chrono::steady_clock::time_point told_{};
};

}  // namespace acrida
