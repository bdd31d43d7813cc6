// MarkerLog: the markers of one run.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "master/run/marker.hpp"

namespace acrida {

/// Shared with the views; nothing when there is none.
using Markers = std::shared_ptr<const std::vector<Marker>>;

/// Those that make themselves leave room for those of people. One owner.
class MarkerLog {
 public:
  static constexpr std::size_t kMaxMarkers = 1'000;
  static constexpr std::size_t kMaxAutomatic = 500;
  static constexpr std::size_t kMaxTextBytes = 200;

  /// False when there is no room.
  bool add(Marker marker);
  void clear();
  const Markers& all() const { return all_; }
  bool has_new() const { return all_ && taken_ < all_->size(); }
  /// Those that have been added since the last call.
  std::vector<Marker> take_new();

 private:
  Markers all_;
  std::size_t automatic_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace acrida
