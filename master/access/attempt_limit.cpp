// AttemptLimit: how often something that fails may be tried again.
#include "master/access/attempt_limit.hpp"

#include <algorithm>

namespace acrida {

bool AttemptLimit::take(const std::string& key, Instant now) {
  const auto found = full_at_.find(key);
  const Instant full_at = found == full_at_.end() ? now : std::max(found->second, now);
  if (full_at + pause_ - now > burst_ * pause_) return false;
  if (found == full_at_.end() && full_at_.size() >= kMaxKeys) {
    std::erase_if(full_at_, [&](const auto& item) { return item.second <= now; });
    if (full_at_.size() >= kMaxKeys)
      full_at_.erase(
          std::min_element(full_at_.begin(), full_at_.end(),
                           [](const auto& a, const auto& b) { return a.second < b.second; }));
  }
  full_at_[key] = full_at + pause_;
  return true;
}

void AttemptLimit::give_back(const std::string& key) {
  if (const auto found = full_at_.find(key); found != full_at_.end()) found->second -= pause_;
}

}  // namespace acrida
