// UserClass: what the plan must know of one class of virtual users.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace acrida {

struct UserClass {
  std::string name;
  /// Share of this class among the users that are not fixed; fractional weights are allowed.
  double weight = 1;
  /// When > 0: exactly so many users (spawned first), and the weight is not used.
  std::uint64_t fixed_count = 0;
  bool operator==(const UserClass&) const = default;
};

/// Users per class name, as the `spawn` message carries them.
using UserCounts = std::map<std::string, std::uint64_t>;

inline std::uint64_t total_users(const UserCounts& counts) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

}  // namespace acrida
