// Dispatcher: who runs how many users of which class.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/plan/placement.hpp"
#include "core/plan/user_class.hpp"
#include "core/plan/user_mix.hpp"

namespace acrida {

/// Keeps the assignment of every user to a slave. Pure: no clock, the caller says the total.
/// After every call the users per slave differ by at most one. After resize() the users per class
/// are those of UserMix, and each class differs by at most one between slaves; after slaves came
/// or went under load, by two (rarely more) until enough users were started to even that out.
/// Shrinking takes the most recently added users first, so that a ramp down mirrors the ramp up.
///
///   Dispatcher dispatcher(UserMix(classes));
///   dispatcher.add_slave("host_1");
///   dispatcher.resize(100);
///   UserCounts counts = dispatcher.counts_of("host_1");
class Dispatcher {
 public:
  static constexpr std::uint64_t kMaxUsers = 10'000'000;

  explicit Dispatcher(UserMix mix);

  /// Slaves are used in the order of (ordinal within host, id); host = id up to the last '_'.
  /// A slave that joins takes over users of the fullest ones until the load is even, the fewest
  /// that will do. Adding a known id changes nothing.
  void add_slave(const std::string& id);
  /// A slave that runs these users already; of classes that are not in the mix none. total() grows
  /// by them. A known id changes nothing.
  void restore_slave(const std::string& id, const UserCounts& users);
  /// The users of a lost slave leave the plan: total() falls by their number; resize() gives them
  /// to the others. Unknown ids change nothing.
  void remove_slave(const std::string& id);
  /// Brings the plan to exactly `users`, or to as many as the fixed counts and weights allow, or
  /// to none while there is no slave, or to kMaxUsers. Returns total().
  std::uint64_t resize(std::uint64_t users);

  /// The same classes with other weights and fixed counts; the users of a class that has neither any
  /// more leave the plan: total() falls by their number. Those of the others are made to fit by the
  /// next resize().
  void change_mix(UserMix mix);

  std::uint64_t total() const { return total_; }
  /// Every class of the mix has an entry, also with zero. Empty for an unknown slave.
  UserCounts counts_of(const std::string& id) const;
  UserCounts counts() const;
  bool has_slave(const std::string& id) const { return by_id_.contains(id); }

 private:
  using Counts = Placement::Counts;  // per class

  struct Slave {
    std::string id;
    Counts per_class;
    std::uint64_t total = 0;
  };
  /// Where the users come that are started from now on: sequence_ without those that run already.
  struct Plan {
    Placement placement;
    std::uint64_t base;  // users that ran when the plan was made
    Counts base_counts;
    std::size_t walked = 0;  // of sequence_
    Counts passed;           // classes of the walked part
  };

  bool extend_sequence();
  void pop_planned(std::uint64_t users, const Counts& target);
  void thin_out(std::uint64_t users, const Counts& target);
  void grow(std::uint64_t users);
  void make_plan();
  void plan_until(std::uint64_t users);
  void take_over(Slave& newcomer);
  void add_user(Slave& slave, std::size_t class_index);
  void drop_user(Slave& slave, std::size_t class_index);
  bool above(std::uint64_t users, const Counts& target) const;
  void sort_slaves();
  UserCounts named(const Counts& per_class) const;

  UserMix mix_;
  std::vector<Slave> slaves_;
  std::unordered_map<std::string, std::size_t> by_id_;  // index in slaves_
  /// The class of user 0, 1, 2, ... of a run that starts from nothing, as far as it was needed.
  std::vector<std::uint32_t> sequence_;
  Counts sequence_counts_;
  Counts per_class_;
  std::uint64_t total_ = 0;
  std::optional<Plan> plan_;  // nothing after slaves came or went
};

}  // namespace acrida
