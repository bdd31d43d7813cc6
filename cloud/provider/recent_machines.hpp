// RecentMachines: which machines were there a moment ago.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace acrida {

/// Where a provider's answers are eventually consistent, "no such machine" of one that was made or
/// listed just before means "not known everywhere yet": taken for "gone", it would be forgotten and
/// go on. Any thread.
class RecentMachines final {
 public:
  static constexpr std::chrono::seconds kSettles{60};

  void note(const std::string& id);
  bool has(const std::string& id) const;

 private:
  using Clock = std::chrono::steady_clock;

  mutable std::mutex mutex_;
  std::map<std::string, Clock::time_point> seen_;
};

}  // namespace acrida
