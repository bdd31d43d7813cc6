// SlaveBindings: which key a slave's node id belongs to, and which connection leads to it.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"

namespace acrida {

/// A node id belongs to the key that used it first; under another key it is refused and nothing
/// changes, so that nobody can speak or hear for another slave. Under its own key it moves to the
/// connection that spoke last. Bounded per key; without input or output; one owner.
class SlaveBindings final {
 public:
  /// Slave processes of one machine, those of the last seconds included.
  static constexpr std::size_t kMaxSlavesPerKey = 100;
  /// One that has been silent for so long makes room for another of its key.
  static constexpr std::chrono::seconds kSilence{10};

  enum class Claim { accepted, other_key, too_many };

  Claim claim(std::string_view node_id, std::string_view key, std::string_view connection,
              Instant now);
  /// Empty when nobody has this node id. The view lives until the next call.
  std::string_view connection_of(std::string_view node_id) const;
  struct Dropped {
    std::string node_id;
    std::string connection;
  };
  /// Forgets a key; the slaves that it had.
  std::vector<Dropped> drop(std::string_view key);

 private:
  struct Binding {
    std::string key;
    std::string connection;
    Instant last_heard{};
  };

  bool make_room(std::string_view key, Instant now);

  std::map<std::string, Binding, std::less<>> bindings_;                   // by node id
  std::map<std::string, std::vector<std::string>, std::less<>> node_ids_;  // by key
};

}  // namespace acrida
