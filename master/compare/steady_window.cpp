// steady_window: the part of a run in which its users were there.
#include "master/compare/steady_window.hpp"

#include <algorithm>

namespace acrida {

TimeSpan steady_window(std::span<const TimelinePoint> points) {
  if (points.empty()) return {};
  std::uint64_t most = 0;
  for (const TimelinePoint& point : points) most = std::max(most, point.users);
  const auto is_steady = [&](const TimelinePoint& point) { return point.users * 10 >= most * 9; };
  const auto first = std::find_if(points.begin(), points.end(), is_steady);
  const auto last = std::find_if(points.rbegin(), points.rend(), is_steady);
  // A point tells the users at its end: those of the first one came while it was on.
  const bool is_ramp = first->users > 0 && first + 1 < points.end();
  return {is_ramp ? first->second + first->span_s : first->second, last->second + last->span_s};
}

}  // namespace acrida
