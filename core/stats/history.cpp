// History: the last points of a run's totals, one each second, in a bounded ring.
#include "core/stats/history.hpp"

namespace acrida {

void History::push(const HistoryPoint& point) {
  if (points_.size() == kMaxPoints) points_.pop_front();
  points_.push_back(point);
}

}  // namespace acrida
