// RunnerShares: which runner of a slave has how many of its users.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/plan/user_class.hpp"

namespace acrida {

/// Numbers the runners of a slave process, from 1; none is used twice.
using RunnerId = std::uint64_t;

/// Divides the users that the master wants of this slave over its runners. While the test stays the
/// same there is one; after a swap the newest is the current one, which gets every user that is
/// added, and the older ones are retiring: they only lose users, the oldest first. Pure; one owner.
///
///   shares.begin(1);
///   shares.resize({{"Shopper", 20}});  // 1: 20
///   shares.add(2);
///   shares.resize({{"Shopper", 30}});  // 1: 20, 2: 10
///   shares.move(5);                    // 1: 15, 2: 15
class RunnerShares {
 public:
  /// Forgets all; this is the current one.
  void begin(RunnerId first) { shares_ = {{first, {}}}; }
  /// The new current one, without users. Precondition: there is one already.
  void add(RunnerId id) { shares_.push_back({id, {}}); }
  /// To exactly so many users of these classes; what is not named becomes 0.
  void resize(const UserCounts& wanted);
  /// Every user of the class to the current one.
  void hand_over(const std::string& user_class);
  /// So many from the oldest retiring ones to the current one; how many there were.
  std::uint64_t move(std::uint64_t users);
  /// The users of a retiring one are the current one's.
  void remove(RunnerId id);
  /// They are nobody's: they have ended by themselves, and come back with the next resize().
  void drop(RunnerId id);
  /// Another process in the place of the current one.
  void replace_current(RunnerId id) { shares_.back().id = id; }

  RunnerId current() const { return shares_.empty() ? 0 : shares_.back().id; }
  /// The oldest first.
  std::vector<RunnerId> retiring() const;
  /// Empty for one that is not known.
  UserCounts of(RunnerId id) const;
  UserCounts total() const;

 private:
  struct Share {
    RunnerId id;
    UserCounts users;
  };

  std::vector<Share> shares_;  // the oldest first
};

}  // namespace acrida
