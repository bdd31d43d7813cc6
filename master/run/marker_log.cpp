// MarkerLog: the markers of one run.
#include "master/run/marker_log.hpp"

#include <utility>

namespace acrida {

bool MarkerLog::add(Marker marker) {
  const std::size_t count = all_ ? all_->size() : 0;
  const bool is_automatic = marker.kind != Marker::Kind::user;
  if (count >= kMaxMarkers || (is_automatic && automatic_ >= kMaxAutomatic)) return false;
  auto more =
      all_ ? std::make_shared<std::vector<Marker>>(*all_) : std::make_shared<std::vector<Marker>>();
  more->push_back(std::move(marker));
  all_ = std::move(more);
  automatic_ += is_automatic ? 1 : 0;
  return true;
}

void MarkerLog::clear() {
  all_.reset();
  automatic_ = taken_ = 0;
}

std::vector<Marker> MarkerLog::take_new() {
  if (!all_) return {};
  std::vector<Marker> fresh(all_->begin() + static_cast<std::ptrdiff_t>(taken_), all_->end());
  taken_ = all_->size();
  return fresh;
}

}  // namespace acrida
