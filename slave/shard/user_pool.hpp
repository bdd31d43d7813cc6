// UserPool: the users of one shard, brought to the numbers that the plan asks for.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "core/plan/scenario_plan.hpp"
#include "core/plan/tag_filter.hpp"
#include "core/plan/user_class.hpp"
#include "core/tasks/task_plan.hpp"
#include "slave/shard/user_life.hpp"

namespace acrida {

/// What all users of a run have in common.
struct UserSettings {
  std::string host;  // empty: each class's own
  /// What tasks in progress may still take when their user is to stop.
  std::chrono::nanoseconds stop_timeout{0};
  TagFilter tags = {};  // those of the first resize() with users of a class hold for it
  /// Of the classes that have an executor, this shard's part.
  std::vector<ScenarioPlan> scenarios = {};
  /// When they start, once that is known.
  std::optional<std::chrono::steady_clock::time_point> scenarios_start = {};
  /// False: users are only stopped, whatever the targets are.
  bool may_grow = true;
};

/// Owned by the shard; starts and ends users on the shard's thread. [shard]
class UserPool {
 public:
  static constexpr std::size_t kStartsPerTurn = 500;  // so that running users are not held up
  static constexpr std::chrono::milliseconds kReapPeriod{20};
  static constexpr std::chrono::seconds kOnStopLimit{5};
  static constexpr std::chrono::seconds kHopeless{2};  // after that a user is waited for no longer

  /// `next_id` gives each user its number.
  UserPool(ShardEnvironment& environment, std::vector<const UserClassEntry*> classes,
           std::function<std::uint64_t()> next_id);

  /// Brings each named class to its count: missing users are started first, then the newest surplus
  /// ones are stopped. Classes left out stay. `on_done` is called when all have been started; a
  /// later call replaces one that is not done yet, whose `on_done` is then never called. Users that
  /// end by themselves are not replaced before the next call.
  void resize(const UserCounts& targets, UserSettings settings, std::function<void()> on_done);
  /// Stops every user; `on_done` when the last has ended, or is given up: a user that cannot be cut
  /// off (it blocks or catches everything) is counted as an exception and left behind.
  void stop_all(std::function<void()> on_done);
  /// Tasks of users that are stopping may take so long from now on, if not less already.
  void limit_stop(std::chrono::nanoseconds timeout);

  /// Running users of each class, without those that are stopping.
  UserCounts counts() const;
  /// What happened in the scenarios since the last call.
  std::vector<ScenarioDelta> take_scenarios();
  /// Users given up by stop_all().
  std::uint64_t abandoned() const { return abandoned_; }

 private:
  using Group = std::vector<std::unique_ptr<UserLife>>;  // the newest last, more or less

  void follow_scenarios();
  void grow();
  void start_user(std::size_t class_index);
  /// Of the class of this user, from its first one on this shard.
  const TaskPlan& plan_for(User& first, std::size_t class_index);
  void stop_user(std::unique_ptr<UserLife> life);
  void on_end(UserLife& life);
  void take_out(UserLife& ended);
  void reap();
  void finish_stop_if_empty();

  ShardEnvironment& environment_;
  std::vector<const UserClassEntry*> classes_;
  std::function<std::uint64_t()> next_id_;
  UserSettings settings_;
  std::vector<std::unique_ptr<TaskPlan>> plans_;      // by class; outlive the users
  std::vector<std::unique_ptr<Scenario>> scenarios_;  // of each class; null: it has none
  std::vector<Group> running_;                        // by class
  std::vector<std::uint64_t> target_;                 // by class
  std::unordered_map<UserLife*, std::unique_ptr<UserLife>> stopping_;
  std::unordered_map<UserLife*, int> cuts_;  // how often a stopping user was cut off
  boost::asio::steady_timer reaper_;
  bool reaping_ = false;
  std::uint64_t abandoned_ = 0;
  std::uint64_t generation_ = 0;  // of resize(): an older one's remaining starts are dropped
  std::function<void()> on_resized_;
  std::function<void()> on_stopped_;
};

}  // namespace acrida
