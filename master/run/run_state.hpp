// RunState: where the run of a test stands, in Locust's words.
#pragma once

#include <string_view>

namespace acrida {

/// The table of transitions is in run_machine.hpp.
enum class RunState { kReady, kSpawning, kRunning, kStopping, kStopped };

/// The word that Locust's web API and wire protocol use.
constexpr std::string_view to_string(RunState state) {
  switch (state) {
    case RunState::kReady:
      return "ready";
    case RunState::kSpawning:
      return "spawning";
    case RunState::kRunning:
      return "running";
    case RunState::kStopping:
      return "stopping";
    case RunState::kStopped:
      return "stopped";
  }
  return "ready";
}

/// Users are planned: spawning or running.
constexpr bool is_active(RunState state) {
  return state == RunState::kSpawning || state == RunState::kRunning;
}

}  // namespace acrida
