// LogReading: what one look at a slave's log gave.
#pragma once

#include <cstdint>
#include <optional>

#include "core/activity/activity_line.hpp"

namespace acrida {

struct LogReading {
  /// Absent: no slave writes there. Unreadable: one may, but what it says is not known.
  enum class State : std::uint8_t { absent, unreadable, readable };
  State state = State::absent;
  bool has_grown = false;            // by lines of any kind
  bool had_run = false;              // one of what is new was about a run
  std::optional<Activity> activity;  // the last one in what is new
};

}  // namespace acrida
