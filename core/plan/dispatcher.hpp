// Dispatcher: who runs how many users of which class.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/plan/user_class.hpp"
#include "core/plan/user_mix.hpp"

namespace acrida {

/// Keeps the assignment of every user to a slave. Pure: no clock, the caller says the total.
/// After every call the users per slave differ by at most one, the users per class follow
/// UserMix, and each class is spread over the slaves as evenly as that allows. Shrinking takes
/// the most recently added users first, so that a ramp down mirrors the ramp up.
///
///   Dispatcher dispatcher(UserMix(classes));
///   dispatcher.add_slave("host_1");
///   dispatcher.resize(100);
///   UserCounts counts = dispatcher.counts_of("host_1");
class Dispatcher {
 public:
  explicit Dispatcher(UserMix mix);

  /// Slaves are used in the order of (ordinal within host, id); host = id up to the last '_'.
  /// A slave that joins takes over users of the fullest ones until the load is even, the fewest
  /// that will do. Adding a known id changes nothing.
  void add_slave(const std::string& id);
  /// The users of a lost slave leave the plan: total() falls by their number; resize() gives them
  /// to the others. Unknown ids change nothing.
  void remove_slave(const std::string& id);
  /// Brings the plan to exactly `users`, or to as many as the fixed counts and weights allow, or
  /// to none while there is no slave. Returns total().
  std::uint64_t resize(std::uint64_t users);

  std::uint64_t total() const { return assignments_.size(); }
  /// Every class of the mix has an entry, also with zero. Empty for an unknown slave.
  UserCounts counts_of(const std::string& id) const;
  UserCounts counts() const;
  bool has_slave(const std::string& id) const;

 private:
  struct Slave {
    std::string id;
    std::vector<std::uint64_t> per_class;
    std::uint64_t total = 0;
  };
  struct Assignment {
    std::uint32_t slave;
    std::uint32_t class_index;
  };
  std::size_t emptiest_slave(std::size_t class_index) const;
  void sort_slaves();

  UserMix mix_;
  std::vector<Slave> slaves_;
  std::vector<Assignment> assignments_;  // in the order of their start
  std::vector<std::uint64_t> per_class_;
};

}  // namespace acrida
