// ActivityLine: what a slave's log says of its run, for whoever decides whether its machine is idle.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace acrida {

/// What a slave does at a moment.
struct Activity {
  bool in_run = false;      // one is on here, with users or without
  std::uint64_t users = 0;  // of it, on this slave
  bool operator==(const Activity&) const = default;
};

/// "activity: a run with 12 users", or "activity: no run".
std::string activity_text(const Activity& activity);
/// Of a line of the log, whatever is before it. Nothing when it is another line. Pure.
std::optional<Activity> parse_activity(std::string_view line);

}  // namespace acrida
