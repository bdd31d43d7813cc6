// RunCommand: what a person or a program asks of the run.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "master/threshold/threshold.hpp"

namespace acrida {

struct RunSettings;

/// The open model: so many tasks begin each second, on whichever users are free.
struct ArrivalRate {
  static constexpr double kMaxPerS = 1e7;

  double per_s = 0;
  bool poisson = false;  // at random times instead of evenly
  bool operator==(const ArrivalRate&) const = default;
};

/// Starts a run, or changes the target of the one that is active (its statistics are kept).
/// Values are checked by the RunMachine; what is wrong is said in the reply.
struct StartCommand {
  static constexpr std::uint64_t kMaxUsers = 10'000'000;
  static constexpr double kMaxSpawnRate = 1e9;   // users per second
  static constexpr char kNoShape[] = "Default";  // Locust's word

  std::optional<std::uint64_t> users;
  std::optional<double> spawn_rate;  // users per second
  std::optional<std::string> host;
  std::optional<std::chrono::seconds> run_time;
  std::vector<std::string> user_classes;  // empty = all
  std::optional<std::chrono::seconds> stop_timeout;
  /// For the classes without an executor of their own, divided by weight; nothing: they are closed
  /// models. Of one run it cannot be changed.
  std::optional<ArrivalRate> rate;
  /// Values of the test's arguments for this run, and `tags` and `exclude_tags` (lists with commas,
  /// empty for none), before those of RunSettings. Secrets are among them: never logged, shown or
  /// answered.
  std::map<std::string, std::string> options;
  /// The load shape that drives the users, in whose place `users` and `spawn_rate` are not read;
  /// `kNoShape` for none; nothing for the master's choice.
  std::optional<std::string> shape;
  /// What the run is judged by beside the thresholds of the test's code; nothing: by the master's
  /// further ones. Of one run they cannot be changed.
  std::optional<std::vector<Threshold>> thresholds;
  /// How often the shape is asked; 0 = there is none. The master fills it in.
  std::chrono::milliseconds shape_period{0};
};

/// Somebody looks at this row of the statistics: its course is kept for a while, see RowWatch. No
/// reply.
struct WatchRowCommand {
  std::string method;
  std::string name;
};

/// Why a start is refused.
struct Refusal {
  std::string why;  // one line
  std::string field =
      {};  // the member of StartCommand that is wrong; of an argument "options.NAME"
};

/// Stops the run; answered when every user is gone.
struct StopCommand {};

/// Zeroes the statistics; the rows stay.
struct ResetStatsCommand {};

/// Moves the users of this slave to the others at the spawn rate, then ends it. The only slave of a
/// run is left alone, or the run is stopped before.
struct DrainCommand {
  std::string slave;  // identity
  bool may_end_run = false;
};

/// Notes something at this moment of the run.
struct MarkCommand {
  std::string text;  // one line, at most MarkerLog::kMaxTextBytes
};

/// The test has changed: slaves that come get the new version, and so do new users of the active
/// run, if there is one.
struct SwapCommand {
  bool replace = false;  // users that run make room for new ones, at the spawn rate
  /// With the test as it is now; the master fills it in.
  std::shared_ptr<const RunSettings> settings;
};

/// Stops the run if there is one, then ends the slaves.
struct QuitCommand {};

using CommandBody = std::variant<StartCommand, StopCommand, ResetStatsCommand, DrainCommand,
                                 MarkCommand, SwapCommand, WatchRowCommand, QuitCommand>;

struct RunCommand {
  std::uint64_t id = 0;  // comes back in the CommandReply
  CommandBody body;
};

}  // namespace acrida
