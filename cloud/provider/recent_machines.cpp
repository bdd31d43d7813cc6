// RecentMachines: which machines were there a moment ago.
#include "cloud/provider/recent_machines.hpp"

namespace acrida {

void RecentMachines::note(const std::string& id) {
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  std::erase_if(seen_, [&](const auto& one) { return now - one.second > kSettles; });
  seen_[id] = now;
}

bool RecentMachines::has(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = seen_.find(id);
  return found != seen_.end() && Clock::now() - found->second <= kSettles;
}

}  // namespace acrida
