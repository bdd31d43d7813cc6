// LatencyWindow: the latencies of the last ten seconds.
#include "master/run/latency_window.hpp"

namespace acrida {

void LatencyWindow::advance() {
  older_.merge(slots_[newest_]);
  newest_ = (newest_ + 1) % kSeconds;
  slots_[newest_].clear();
}

void LatencyWindow::clear() {
  for (Histogram& slot : slots_) slot.clear();
  older_.clear();
}

const Histogram& LatencyWindow::second_before(std::size_t seconds) const {
  static const Histogram kNone;
  return seconds < kSeconds ? slots_[(newest_ + kSeconds - seconds) % kSeconds] : kNone;
}

Histogram LatencyWindow::total() const {
  Histogram all = older_;
  all.merge(slots_[newest_]);
  return all;
}

std::optional<LatencyWindow::Percentiles> LatencyWindow::current() const {
  Histogram window;
  for (const Histogram& slot : slots_) window.merge(slot);
  if (window.empty()) return std::nullopt;
  return Percentiles{window.percentile(0.50), window.percentile(0.95)};
}

}  // namespace acrida
