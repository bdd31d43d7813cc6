// LoadShape: how many users there should be, as a function of the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace acrida {

/// Where the run stands when a shape is asked.
struct LoadState {
  /// Since the start of the run.
  std::chrono::nanoseconds run_time{0};
  /// Users that run now, as the slaves have reported them.
  std::uint64_t users = 0;
};

/// What the run should do until the shape is asked again.
struct LoadTarget {
  std::uint64_t users = 0;
  /// Users started or stopped per second on the way there; > 0.
  double spawn_rate = 1;
  /// Names of the user classes that take part from now on; empty = as before.
  /// Users of the others are stopped.
  std::vector<std::string> user_classes{};
  bool operator==(const LoadTarget&) const = default;
};

/// Drives the load of a run in place of fixed users and a spawn rate. One
/// object for each run, in the master's director process, asked once a second.
/// [control]
///
///   struct Morning : acrida::LoadShape {
///     std::optional<acrida::LoadTarget> tick(const acrida::LoadState& state)
///     override {
///       if (state.run_time > 10min) return std::nullopt;
///       return acrida::LoadTarget{state.run_time < 5min ? 100u : 20u, 10};
///     }
///   };
///   ACRIDA_REGISTER(Morning)
class LoadShape {
 public:
  LoadShape() = default;
  LoadShape(const LoadShape&) = delete;
  LoadShape& operator=(const LoadShape&) = delete;
  virtual ~LoadShape() = default;

  /// The target of this moment; nothing ends the run. An exception stops the
  /// run with its text.
  virtual std::optional<LoadTarget> tick(const LoadState& state) = 0;
};

}  // namespace acrida
