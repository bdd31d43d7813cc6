// UserLife: one virtual user from its start to its end.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <acrida/plugin.hpp>
#include <acrida/task_set.hpp>
#include <acrida/user.hpp>

#include "core/tasks/task_plan.hpp"
#include "slave/shard/scenario.hpp"
#include "slave/shard/shard_environment.hpp"

namespace acrida {

/// Runs on_start, then tasks and waits, then on_stop. Owned by the UserPool. [shard]
///
///   state      event                  next
///   starting   on_start returns       working
///   starting   on_start throws        starting, a second later
///   working    a task throws          working (the exception is reported)
///   working    a set is chosen        working in it, after its on_start
///   working    interrupt()            working in its parent, after the set's on_stop
///   working    the scenario is over   the task in progress was the last, then each on_stop
///   any        stop(), stop_user()    the task in progress goes on, then each on_stop
///   any        cut_off()              every await of the task ends at once, then each on_stop
///   in on_stop cut_off()              every await of on_stop ends at once
class UserLife {
 public:
  static constexpr std::chrono::seconds kRestartPause{1};
  /// Tasks without a wait between them and without an await that takes time hold up the shard for so
  /// many; most tasks await an answer, in which others have their turn anyway.
  static constexpr unsigned kTasksPerTurn = 16;

  /// Takes over a user of the class; the plan of the class and its scenario (null: it has none)
  /// outlive the life.
  UserLife(ShardEnvironment& environment, const UserClassEntry& entry, std::unique_ptr<User> user,
           const TaskPlan& plan, Scenario* scenario = nullptr);
  UserLife(const UserLife&) = delete;
  UserLife& operator=(const UserLife&) = delete;

  /// `on_end` is called once, after the coroutine has ended; then the life may be destroyed.
  void start(std::function<void(UserLife&)> on_end);
  /// No further task; a wait ends at once.
  void stop();
  void cut_off();

  const UserClassEntry& user_class() const { return entry_; }

  // For its scenario, while it is parked there:

  /// Asks the scenario again what it is to do.
  void wake() { leave_park(); }
  /// Begins a task that is due at this time.
  void begin_arrival(std::chrono::steady_clock::time_point due) {
    arrival_ = due;
    leave_park();
  }
  /// Tasks begun in all.
  std::uint64_t iterations() const { return iterations_; }

  /// When the pool cuts it off; set while it is stopping.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  /// Its place among the running users of its class; the pool's.
  std::size_t slot = 0;
  /// Its place among those that are parked; the scenario's.
  std::size_t place_in_park = 0;

 private:
  /// Where tasks are chosen: the user itself, or the set that it is in.
  struct Level {
    TaskOwner* owner;
    const TaskPlan* plan;
    std::uint32_t place = TaskPlan::kStart;
  };
  struct OpenSet {
    std::unique_ptr<TaskSetBase> set;
    const TaskPlan::Item* item;
    Level level;
  };
  /// What follows what has just ended.
  enum class Next {
    task,  // at once
    task_after_wait,
    first_task,  // of the set that was entered, at once
    parent_task,
    parent_task_after_wait,
  };

  task<> run();
  task<bool> start_user();
  task<> finish(bool started);
  /// Waits until the scenario says that a task begins; false: that none will.
  task<bool> take_turn();
  void leave_park() {
    parked_ = false;
    timer_.cancel();
  }
  task<Next> enter_set(const TaskPlan::Item& item);
  task<> leave_set();
  Level& level() { return sets_.empty() ? root_ : sets_.back().level; }
  const WaitTime& wait_time();
  std::chrono::nanoseconds next_wait(std::chrono::steady_clock::time_point now);
  Next after_exception(std::string where);

  ShardEnvironment& environment_;
  Scenario* scenario_;
  std::uint64_t iterations_ = 0;
  std::optional<std::chrono::steady_clock::time_point> arrival_;
  const UserClassEntry& entry_;
  std::unique_ptr<User> user_;
  Level root_;
  std::vector<OpenSet> sets_;  // innermost last
  std::chrono::steady_clock::time_point last_wait_end_;
  boost::asio::steady_timer timer_;
  boost::asio::cancellation_signal cancellation_;
  unsigned tasks_without_turn_ = 0;
  bool stopping_ = false;
  bool parked_ = false;
  bool cut_off_ = false;
};

}  // namespace acrida
