// IdleJudge: whether a machine with slaves may stop, from what their logs say.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/autostop/log_reading.hpp"

namespace acrida {

/// Since the machine's start, sleep included: CLOCK_BOOTTIME, which nobody sets.
using BootTime = std::chrono::nanoseconds;

struct IdleSettings {
  std::chrono::seconds idle{600};   // without a run
  std::chrono::seconds grace{600};  // after the watch began: the machine boots and joins
  /// A run counts for so long after the last line about it: its slave or its master may be dead.
  std::chrono::seconds lease{120};
  std::chrono::seconds expiry{0};  // since the start of the machine, whatever happens; 0 = never
};

struct IdleVerdict {
  bool stop = false;
  std::string reason;  // one line
  bool operator==(const IdleVerdict&) const = default;
};

/// All logs must be idle. What a log says of its run holds for the lease; a log that grows but never
/// spoke of runs is none that can be judged: it keeps the machine until its expiry. A log that is
/// missing says nothing, so a machine whose slaves never started stops as well. Two verdicts in a row
/// stop it. Time in which nobody judged (the machine slept, or the watch was stopped) is not idle
/// time. Pure; one owner, one thread.
///
///   IdleJudge judge(settings, logs, boot_time());
///   const IdleVerdict verdict = judge.judge(readings, boot_time());  // each few seconds
class IdleJudge final {
 public:
  static constexpr std::chrono::seconds kLongestGap{60};

  IdleJudge(const IdleSettings& settings, std::size_t logs, BootTime now);

  /// `readings` in the order of the logs.
  IdleVerdict judge(std::span<const LogReading> readings, BootTime now);

 private:
  struct Log {
    BootTime quiet_since{};  // the last moment of a run, or the begin of the watch
    std::optional<Activity> activity;
    BootTime heard{};        // of it
    bool has_grown = false;  // since the watch began
  };

  void note(Log& log, const LogReading& reading, BootTime now);

  IdleSettings settings_;
  BootTime begun_;
  BootTime last_;
  std::vector<Log> logs_;
  bool was_idle_ = false;
};

}  // namespace acrida
