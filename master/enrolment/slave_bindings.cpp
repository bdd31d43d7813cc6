// SlaveBindings: which key a slave's node id belongs to, and which connection leads to it.
#include "master/enrolment/slave_bindings.hpp"

#include <algorithm>
#include <utility>

namespace acrida {

SlaveBindings::Claim SlaveBindings::claim(std::string_view node_id, std::string_view key,
                                          std::string_view connection, Instant now) {
  if (const auto found = bindings_.find(node_id); found != bindings_.end()) {
    Binding& binding = found->second;
    if (binding.key != key) return Claim::other_key;
    if (binding.connection != connection) binding.connection = connection;
    binding.last_heard = now;
    return Claim::accepted;
  }
  if (!make_room(key, now)) return Claim::too_many;
  bindings_.emplace(node_id, Binding{std::string(key), std::string(connection), now});
  const auto owned = node_ids_.try_emplace(std::string(key)).first;
  owned->second.emplace_back(node_id);
  return Claim::accepted;
}

bool SlaveBindings::make_room(std::string_view key, Instant now) {
  const auto owned = node_ids_.find(key);
  if (owned == node_ids_.end() || owned->second.size() < kMaxSlavesPerKey) return true;
  std::vector<std::string>& ids = owned->second;
  const auto last_heard = [&](const std::string& id) {
    return bindings_.find(id)->second.last_heard;
  };
  const auto oldest = std::min_element(ids.begin(), ids.end(), [&](const auto& a, const auto& b) {
    return last_heard(a) < last_heard(b);
  });
  if (now - last_heard(*oldest) < kSilence) return false;
  bindings_.erase(*oldest);
  ids.erase(oldest);
  return true;
}

std::string_view SlaveBindings::connection_of(std::string_view node_id) const {
  const auto found = bindings_.find(node_id);
  return found == bindings_.end() ? std::string_view() : found->second.connection;
}

std::vector<SlaveBindings::Dropped> SlaveBindings::drop(std::string_view key) {
  std::vector<Dropped> dropped;
  const auto owned = node_ids_.find(key);
  if (owned == node_ids_.end()) return dropped;
  for (std::string& id : owned->second) {
    const auto binding = bindings_.find(id);
    dropped.push_back({std::move(id), std::move(binding->second.connection)});
    bindings_.erase(binding);
  }
  node_ids_.erase(owned);
  return dropped;
}

}  // namespace acrida
