// TimelineView: the course of a run, as a view shows it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "master/run/timeline_level.hpp"

namespace acrida {

/// Copying it copies pointers to blocks.
struct TimelineView {
  /// Of 60 s, of 10 s, of 1 s; each reaches to the newest.
  std::array<std::vector<TimelineBlock>, 3> levels;

  /// In the order of time: seconds where there are any, before them the longer spans. The pointers
  /// live as long as this view.
  std::vector<const TimelinePoint*> points() const;
  /// The seconds that were not there yet when the view of this number was made.
  std::vector<const TimelinePoint*> points_since(std::uint64_t view) const;
  /// points_since() is complete: no second of then is forgotten.
  bool reaches_back_to(std::uint64_t view) const;
};

}  // namespace acrida
