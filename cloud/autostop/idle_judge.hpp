// IdleJudge: whether a machine with slaves may stop, from what their logs say.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/autostop/log_reading.hpp"
#include "core/base/clock.hpp"

namespace acrida {

/// Since the machine's start, sleep included: CLOCK_BOOTTIME, which nobody sets.
using BootTime = std::chrono::nanoseconds;

struct IdleSettings {
  std::chrono::seconds idle{600};   // without a run
  std::chrono::seconds grace{600};  // after the watch began: the machine boots and joins
  /// A run counts for so long after the last line about it: its slave or its master may be dead.
  std::chrono::seconds lease{120};
  std::optional<WallTime> expires{};  // nobody needs the machine from then on
};

/// One reading of both clocks.
struct IdleMoment {
  BootTime boot{};
  WallTime wall{};
};

struct IdleVerdict {
  enum class Kind : std::uint8_t { in_use, unknown, grace, waiting, idle, expired };
  Kind kind = Kind::waiting;
  bool stop = false;   // now
  std::string reason;  // one line
  bool operator==(const IdleVerdict&) const = default;
};

/// Judged in this order, and two verdicts in a row stop the machine:
///
///   expired   its life is over, whatever it does
///   in_use    a slave told of a run and has not ended it, at most `lease` ago
///   unknown   a log cannot be read, or grows without a word about runs: kept
///   grace     the watch is young
///   waiting   not idle for long enough
///   idle      since the last sign of a run in any log, or since the watch began
///
/// A log that is absent or silent says nothing, so a machine whose slaves never started, or have died,
/// stops too. Time in which nobody judged (the machine slept, or the watch was stopped) is not idle
/// time. Idle time never depends on the wall clock. The expiry does: a step forward is believed, as a
/// clock that is set is right afterwards; one back is, too, in the first kClockSettles (or the grace,
/// if that is shorter), later it is not, so that it never prolongs a machine's life. Pure; one owner,
/// one thread.
///
///   IdleJudge judge(settings, moment());
///   const IdleVerdict verdict = judge.judge(logs.read(), moment());  // each few seconds
class IdleJudge final {
 public:
  static constexpr std::chrono::seconds kLongestGap{60};
  static constexpr std::chrono::seconds kClockSettles{120};

  IdleJudge(const IdleSettings& settings, IdleMoment now);

  /// `readings`: each log has its place in them; new ones come at their end.
  IdleVerdict judge(std::span<const LogReading> readings, IdleMoment now);

 private:
  struct Log {
    BootTime quiet_since{};            // the last sign of a run, or the begin of the watch
    BootTime heard{};                  // the last line about a run
    std::optional<Activity> activity;  // the last one
    bool has_grown = false;            // since the watch began
    bool is_unreadable = false;
    bool in_run = false;
  };

  void pass_over_gap(BootTime now);
  void note_clock(IdleMoment now);
  void note(Log& log, const LogReading& reading, BootTime now);
  IdleVerdict verdict(BootTime now) const;

  IdleSettings settings_;
  BootTime first_;  // when the watch began
  BootTime begun_;  // the same, without gaps
  BootTime last_;
  std::optional<BootTime> deadline_;
  std::vector<Log> logs_;
  bool was_over_ = false;
};

}  // namespace acrida
