// SlaveRegistry: every slave that has registered, and what is known of it.
#include "master/run/slave_registry.hpp"

#include <algorithm>

namespace acrida {

Slave* SlaveRegistry::admit(const std::string& id) {
  if (Slave* known = find(id)) return known;
  if (slaves_.size() >= max_slaves_ && !make_room()) return nullptr;
  Slave& slave = slaves_[id];
  slave.index = next_index_++;
  return &slave;
}

Slave* SlaveRegistry::restore(const std::string& id, std::uint64_t index) {
  Slave* slave = admit(id);
  if (slave == nullptr) return nullptr;
  slave->index = index;
  next_index_ = std::max(next_index_, index + 1);
  return slave;
}

Slave* SlaveRegistry::find(const std::string& id) {
  const auto found = slaves_.find(id);
  return found == slaves_.end() ? nullptr : &found->second;
}

std::size_t SlaveRegistry::present_count() const {
  std::size_t count = 0;
  for (const auto& [id, slave] : slaves_) count += slave.present ? 1 : 0;
  return count;
}

std::uint64_t SlaveRegistry::user_count() const {
  std::uint64_t sum = 0;
  for (const auto& [id, slave] : slaves_) {
    if (slave.present) sum += total_users(slave.users);
  }
  return sum;
}

bool SlaveRegistry::make_room() {
  auto oldest = slaves_.end();
  for (auto it = slaves_.begin(); it != slaves_.end(); ++it) {
    if (it->second.present) continue;
    if (oldest == slaves_.end() || it->second.last_heartbeat < oldest->second.last_heartbeat) {
      oldest = it;
    }
  }
  if (oldest == slaves_.end()) return false;
  slaves_.erase(oldest);
  return true;
}

}  // namespace acrida
