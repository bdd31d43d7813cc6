// JournalEntry: what of a run must survive the master, as of one moment.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/plan/user_class.hpp"
#include "core/stats/stats_delta.hpp"
#include "core/wire/message.hpp"
#include "master/run/marker.hpp"
#include "master/run/run_command.hpp"

namespace acrida {

/// The run as a whole, without the values of secrets.
struct RunStanding {
  enum class Phase { active, stopping, over };

  std::uint64_t epoch = 0;
  std::string test_hash;
  Phase phase = Phase::active;
  /// As it would be asked for now: with the latest target, every class by its name.
  StartCommand start;
  std::vector<std::string> withheld;  // secret options that only this run has
  WallTime started_at{};
  WallTime kept_at{};  // time of the last entry
  std::optional<WallTime> ends_at;
  std::optional<WallTime> scenarios_started_at;
  std::chrono::nanoseconds scenarios_since{0};  // the present division holds, after their start
  /// By class: the slaves that have a part of its scenario, in the order of the parts.
  std::map<std::string, std::vector<std::string>> scenario_slaves;
  bool ramp_was_complete = false;
  std::uint64_t crashes = 0;
  std::string reason;  // of its end
  bool broken = false;
};

/// A slave of the run. How far its reports are counted is in the entry's `received`.
struct SlaveStanding {
  std::string id;
  std::uint64_t index = 0;
  std::string version;
  bool is_acrida = false;
  bool wants_heartbeat_reply = false;
  bool present = false;
  bool has_part = false;  // of the plan
  UserCounts planned;
  unsigned crashes = 0;
  bool draining = false;
  std::optional<std::int64_t> shift_s;  // of its clock, see ReportMark
  bool operator==(const SlaveStanding&) const = default;
};

struct ExceptionOf {
  std::string slave;
  wire::ExceptionReport report;
};

/// One each second of a run, and one when somebody steers it, when it begins and when it is over.
/// Applied one after the other they make the run again.
struct JournalEntry {
  RunStanding run;
  WallTime time{};  // the master's clock, without its steps during the run
  std::uint64_t users = 0;
  std::uint64_t target_users = 0;
  /// Of the worst slave; negative when none measures itself.
  float cpu_percent = -1;
  float loop_lag_ms = -1;
  float lateness_ms = -1;
  bool ends_second = false;  // a second of the history
  bool anew = false;         // the statistics were zeroed since the last entry, before what follows
  WallTime anew_at{};
  bool rounded = false;  // some latencies came rounded from a Locust worker
  StatsDelta sums;       // what has been counted since the last entry
  std::vector<ExceptionOf> exceptions;
  std::vector<Marker> markers;        // new ones
  std::vector<SlaveStanding> slaves;  // that have changed
  /// By index of the slave: the number of the last report that is counted, where it has changed.
  std::map<std::uint64_t, std::uint64_t> received;
};

using JournalEntryPtr = std::shared_ptr<const JournalEntry>;

}  // namespace acrida
