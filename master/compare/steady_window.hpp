// steady_window: the part of a run in which its users were there.
#pragma once

#include <span>

#include "master/compare/compared_run.hpp"
#include "master/run/timeline_point.hpp"

namespace acrida {

/// Ramp-up and ramp-down are cut off: from the first to the last moment at which at least nine tenths
/// of the most users were there. Empty without points.
TimeSpan steady_window(std::span<const TimelinePoint> points);

}  // namespace acrida
