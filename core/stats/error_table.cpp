// ErrorTable: failures grouped by method, name and message; bounded.
#include "core/stats/error_table.hpp"

#include <algorithm>
#include <utility>

#include "core/stats/valid_text.hpp"

namespace acrida {

void ErrorTable::add(std::string_view method, std::string_view name, std::string_view message,
                     WallTime at, std::uint64_t occurrences) {
  if (occurrences == 0) return;
  ErrorDelta& g = group(method, name, message);
  g.occurrences += occurrences;
  if (at == WallTime()) return;
  if (g.first_seen == WallTime() || at < g.first_seen) g.first_seen = at;
  g.last_seen = std::max(g.last_seen, at);
}

void ErrorTable::merge(const ErrorDelta& delta) {
  add(delta.method, delta.name, delta.message, delta.first_seen, delta.occurrences);
  if (delta.occurrences == 0) return;
  ErrorDelta& g = group(delta.method, delta.name, delta.message);
  g.last_seen = std::max(g.last_seen, delta.last_seen);
}

std::vector<ErrorDelta> ErrorTable::take() {
  std::vector<ErrorDelta> taken = std::exchange(groups_, {});
  if (!taken.empty()) index_.clear();
  return taken;
}

void ErrorTable::clear() {
  groups_.clear();
  index_.clear();
}

ErrorDelta& ErrorTable::group(std::string_view method, std::string_view name,
                              std::string_view message) {
  method = valid_text(method, kMaxMessageBytes, method_scratch_);
  name = valid_text(name, kMaxMessageBytes, name_scratch_);
  message = valid_text(message, kMaxMessageBytes, message_scratch_);
  return find_or_insert(method, name, message);
}

ErrorDelta& ErrorTable::find_or_insert(std::string_view method, std::string_view name,
                                       std::string_view message) {
  const std::uint64_t hash = HashIndex::hash_of({method, name, message});
  const std::uint32_t found = index_.find(hash, [&](std::uint32_t i) {
    const ErrorDelta& g = groups_[i];
    return g.message == message && g.name == name && g.method == method;
  });
  if (found != HashIndex::kNotFound) return groups_[found];
  const bool is_rest = method.empty() && name.empty() && message == kFurtherErrors;
  if (groups_.size() >= kMaxErrorGroups && !is_rest) return find_or_insert("", "", kFurtherErrors);
  index_.insert(hash, static_cast<std::uint32_t>(groups_.size()));
  ErrorDelta& g = groups_.emplace_back();
  g.method = method;
  g.name = name;
  g.message = message;
  return g;
}

}  // namespace acrida
