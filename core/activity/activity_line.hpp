// ActivityLine: what a slave's log says of its users, for whoever decides whether its machine is idle.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace acrida {

/// A slave logs one when its users begin or have ended, and while it has some each kActivityPeriod.
struct Activity {
  bool in_run = false;
  std::uint64_t users = 0;
  bool operator==(const Activity&) const = default;
};

inline constexpr std::chrono::seconds kActivityPeriod{30};

/// "activity: 12 users", or "activity: no run".
std::string activity_text(const Activity& activity);
/// Of a line of the log, whatever is before it. Nothing when it is another line. Pure.
std::optional<Activity> parse_activity(std::string_view line);

}  // namespace acrida
