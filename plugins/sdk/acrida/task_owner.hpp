// TaskOwner: what users and task sets have in common: a list of tasks, their order, a wait time.
#pragma once

#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

#include <acrida/task_entry.hpp>
#include <acrida/wait_time.hpp>

namespace acrida {

/// What add_task() returns, to say more of the task; lives within the constructor.
///
///   add_task(&Shopper::browse, 3).tag("read");
///   add_task(&Robot::search).then(&Robot::look, 0.8).then(&Robot::search, 0.2);
class TaskHandle {
 public:
  /// What --tags and --exclude-tags choose by. A tag on a task set holds for everything in it.
  template <class... Tags>
  TaskHandle tag(const Tags&... tags) {
    (add_tag(std::string_view(tags)), ...);
    return *this;
  }
  /// In the order markov: the task that may follow, with its weight among all that may.
  template <class Derived>
  TaskHandle then(task<> (Derived::*method)(), double weight = 1) {
    return add_transition(static_cast<TaskMethod>(method), nullptr, weight);
  }
  /// The same for a task set.
  template <class Set>
  TaskHandle then(double weight = 1) {
    return add_transition(nullptr, &typeid(Set), weight);
  }

 private:
  friend class TaskOwner;
  TaskHandle(std::vector<TaskEntry>& entries) : entries_(entries), index_(entries.size() - 1) {}
  void add_tag(std::string_view tag);
  TaskHandle add_transition(TaskMethod method, const std::type_info* set, double weight);

  std::vector<TaskEntry>& entries_;  // of the owner
  std::size_t index_;
};

/// Its constructor describes the class: the entries of the first object of a class on a shard serve
/// all, so they must not depend on the object. Classes inherit the tasks of their bases, as a
/// derived class's constructor runs after its base's.
class TaskOwner {
 public:
  TaskOwner() = default;
  TaskOwner(const TaskOwner&) = delete;
  TaskOwner& operator=(const TaskOwner&) = delete;
  virtual ~TaskOwner();

  /// Before the first task. [shard]
  virtual task<> on_start();
  /// After the last task, also when that was cut off by the stop timeout. [shard]
  virtual task<> on_stop();

  // What the constructor may set:

  /// Between two tasks. Not set: no wait for a user; the user's wait for a task set.
  WaitTime wait_time;
  TaskOrder order = TaskOrder::random;

  // For the engine:

  const std::vector<TaskEntry>& task_entries() const;
  void drop_task_entries() { entries_.reset(); }

 protected:
  /// Adds a member function to the tasks; weight > 0, relative to the other tasks.
  template <class Derived>
  TaskHandle add_task(task<> (Derived::*method)(), double weight = 1) {
    static_assert(std::is_base_of_v<TaskOwner, Derived>, "a task is a member of a user or a set");
    TaskEntry entry;
    entry.method = static_cast<TaskMethod>(method);
    entry.fits = [](TaskOwner& owner, User&) { return dynamic_cast<Derived*>(&owner) != nullptr; };
    return append(std::move(entry), weight);
  }
  /// Adds a class of task sets; a set of it is made each time that it is chosen.
  template <class Set>
  TaskHandle add_tasks(double weight = 1);

 private:
  TaskHandle append(TaskEntry entry, double weight);

  std::unique_ptr<std::vector<TaskEntry>> entries_;  // null without tasks, and once dropped
};

}  // namespace acrida
