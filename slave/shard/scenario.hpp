// Scenario: the executor of one class of users on one shard.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "core/plan/arrival_sequence.hpp"
#include "core/plan/scenario_plan.hpp"
#include "core/stats/scenario_delta.hpp"
#include "slave/shard/shard_environment.hpp"

namespace acrida {

class UserLife;

/// Says which of the class's users begins an iteration, and when. A user that has nothing to do is
/// parked here; arrivals take the one that was parked last, whose memory is still in the cache. An
/// arrival that finds none is dropped, and counted. Owned by the UserPool, outlives its users. [shard]
///
///   state    | event                       | next   | what happens
///   ---------+-----------------------------+--------+------------------------------------------
///   waiting  | the start comes             | active | closed, iterations: all parked users go on
///   active   | an arrival is due           | active | a parked user begins, or it is dropped
///   active   | no arrival or time is left  | over   | users end after the task they are in
///   any      | follow() with another share | same   | arrivals from `since` on are the new share's
class Scenario {
 public:
  using Clock = std::chrono::steady_clock;
  /// Arrivals that are due together are begun in portions, so that running users are not held up.
  static constexpr unsigned kArrivalsPerTurn = 64;

  enum class Turn { begin, park, end };

  Scenario(ShardEnvironment& environment, std::string user_class);

  /// The executor of a scenario that has begun does not change, only its share. Without `start` the
  /// users wait for it.
  void follow(const ScenarioPlan& plan, std::optional<Clock::time_point> start);
  /// Stops the arrivals: the run is ending.
  void close();
  bool over() const { return state_ == State::over; }
  /// That have done all their iterations.
  std::uint64_t finished_users() const { return finished_users_; }
  /// When waits between tasks end in any case.
  Clock::time_point ends_at() const { return ends_at_; }
  /// The wait time of the users does not count: the executor says when they begin.
  bool has_arrivals() const { return plan_.executor.kind == ExecutorSpec::Kind::arrivals; }

  /// What a user that is free does next; an iteration that begins is counted by begin_iteration().
  Turn claim(const UserLife& user);
  void park(UserLife& user);
  /// A parked user goes on by itself, or ends.
  void unpark(UserLife& user);
  void begin_iteration() { ++delta_.begun; }
  void complete_iteration() { ++delta_.completed; }
  ScenarioDelta take();

 private:
  enum class State { waiting, active, over };

  void begin();
  void end();
  void wake_all();
  void change_share(const ScenarioPlan& plan);
  void use_next_plan();
  void await_next_arrival();
  bool find_next_arrival();
  void await_arrival();
  void carry_out_arrivals();
  void carry_out(Clock::time_point due);

  ShardEnvironment& environment_;
  ScenarioPlan plan_;
  State state_ = State::waiting;
  std::optional<Clock::time_point> start_;
  Clock::time_point ends_at_ = Clock::time_point::max();  // of a closed model with a duration
  boost::asio::steady_timer start_timer_;
  boost::asio::steady_timer end_timer_;
  boost::asio::steady_timer arrival_timer_;
  std::optional<ArrivalSequence> arrivals_;
  std::deque<ScenarioPlan> next_plans_;       // each from its `since` on
  std::chrono::nanoseconds due_{0};           // the next arrival, after start_
  std::chrono::nanoseconds carried_out_{-1};  // the last one
  bool idle_ = false;                         // this shard has no part
  std::uint64_t iterations_left_ = 0;         // shared ones
  std::uint64_t finished_users_ = 0;
  std::vector<UserLife*> parked_;
  ScenarioDelta delta_;
};

}  // namespace acrida
