// RowCourse: the course of one row of the statistics, as a view shows it.
#pragma once

#include <string>

#include "master/run/timeline_view.hpp"

namespace acrida {

/// Its points have requests, failures and latencies; the latter only since somebody looks.
struct RowCourse {
  std::string method;
  std::string name;
  TimelineView course;
};

}  // namespace acrida
