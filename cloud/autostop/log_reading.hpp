// LogReading: what one look at a slave's log gave.
#pragma once

#include <optional>

#include "core/activity/activity_line.hpp"

namespace acrida {

struct LogReading {
  bool is_there = false;             // it can be read
  bool has_grown = false;            // by lines of any kind
  bool had_run = false;              // one of what is new was about a run
  std::optional<Activity> activity;  // the last one in what is new
};

}  // namespace acrida
