// Ramp: the planned users of the active run, on their way to a target at a rate.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/clock.hpp"
#include "core/plan/dispatcher.hpp"
#include "core/plan/spawn_pacer.hpp"

namespace acrida {

/// Joins the Dispatcher (who runs what) with the SpawnPacer (how many by now). A new ramp starts
/// from the users that are planned at that moment when the target changes or a slave is lost; a
/// slave that joins takes over users of the others and leaves the pace as it is. One owner.
class Ramp {
 public:
  explicit Ramp(UserMix mix) : dispatcher_(std::move(mix)), pacer_(0, 0, 1) {}

  void aim(std::uint64_t users, double rate_per_s, Instant now) {
    target_ = users;
    rate_per_s_ = rate_per_s;
    restart(now);
  }
  /// The same target, from the users that are planned now.
  void aim_again(Instant now) { restart(now); }
  /// The same classes with other weights. Whose class gets no users any more leaves at once, the
  /// others take their place at the rate of the next aim().
  void change_mix(UserMix mix) { dispatcher_.change_mix(std::move(mix)); }
  void add_slave(const std::string& id) { dispatcher_.add_slave(id); }
  /// A slave that runs these users already.
  void restore_slave(const std::string& id, const UserCounts& users) {
    dispatcher_.restore_slave(id, users);
  }
  /// The others get its users at the rate of the ramp.
  void remove_slave(const std::string& id, Instant now) {
    dispatcher_.remove_slave(id);
    restart(now);
  }
  /// Plans the users of this moment.
  void advance(Instant now) { dispatcher_.resize(pacer_.users_at(now - since_)); }
  bool finished(Instant now) const { return pacer_.finished_at(now - since_); }

  const Dispatcher& plan() const { return dispatcher_; }
  std::uint64_t target() const { return target_; }
  double rate_per_s() const { return rate_per_s_; }

 private:
  void restart(Instant now) {
    pacer_ = SpawnPacer(dispatcher_.total(), target_, rate_per_s_);
    since_ = now;
  }

  Dispatcher dispatcher_;
  SpawnPacer pacer_;
  Instant since_{};
  std::uint64_t target_ = 0;
  double rate_per_s_ = 1;
};

}  // namespace acrida
