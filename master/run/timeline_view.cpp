// TimelineView: the course of a run, as a view shows it.
#include "master/run/timeline_view.hpp"

#include <algorithm>
#include <limits>

namespace acrida {

std::vector<const TimelinePoint*> TimelineView::points() const {
  std::vector<const TimelinePoint*> found;
  for (std::size_t level = 0; level < levels.size(); ++level) {
    std::int64_t until = std::numeric_limits<std::int64_t>::max();
    for (std::size_t finer = level + 1; finer < levels.size(); ++finer)
      if (!levels[finer].empty()) until = std::min(until, levels[finer].front()->front().second);
    // The first span may begin before the run: then the finer points have all of it.
    const auto is_within = [&](const TimelinePoint& point, std::int64_t end) {
      return &point == levels[level].front()->data() && point.second + point.span_s > end;
    };
    for (const TimelineBlock& block : levels[level])
      for (const TimelinePoint& point : *block)
        if (point.second < until && !is_within(point, until)) found.push_back(&point);
  }
  return found;
}

std::vector<const TimelinePoint*> TimelineView::points_since(std::uint64_t view) const {
  std::vector<const TimelinePoint*> found;
  const auto& seconds = levels.back();
  const auto has_none = [view](const TimelineBlock& block) {
    return block->back().after_view < view;
  };
  const auto first = std::partition_point(seconds.begin(), seconds.end(), has_none);
  std::for_each(first, seconds.end(), [&](const TimelineBlock& block) {
    for (const TimelinePoint& point : *block)
      if (point.after_view >= view) found.push_back(&point);
  });
  return found;
}

bool TimelineView::reaches_back_to(std::uint64_t view) const {
  const auto& seconds = levels.back();
  // Before the first forgotten second there is a longer span.
  const bool is_whole = levels[1].empty() || seconds.empty() ||
                        levels[1].front()->front().second >= seconds.front()->front().second;
  return is_whole || seconds.front()->front().after_view < view;
}

}  // namespace acrida
