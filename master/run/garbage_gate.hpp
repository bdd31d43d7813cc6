// GarbageGate: decides which bad frames are worth a line in the log.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "core/base/clock.hpp"

namespace acrida {

/// One line per peer and second, and when more than kMaxPeers have sent garbage within that
/// second, none for the further ones: whoever sends it cannot fill the disk. One owner.
class GarbageGate {
 public:
  static constexpr std::size_t kMaxPeers = 100;
  static constexpr std::chrono::seconds kInterval{1};

  /// True when a line about this peer may be written now.
  bool may_log(const std::string& peer, Instant now) {
    // A flood ends here, at one look-up for each frame.
    const auto found = last_line_.find(peer);
    if (found != last_line_.end() && now - found->second < kInterval) return false;
    std::erase_if(last_line_, [&](const auto& item) { return now - item.second >= kInterval; });
    if (last_line_.size() >= kMaxPeers) return false;
    last_line_.emplace(peer, now);
    return true;
  }

 private:
  std::map<std::string, Instant> last_line_;
};

}  // namespace acrida
