// TaskSet: tasks that belong together, as one task of a user or of another set.
#pragma once

#include <cassert>
#include <concepts>
#include <memory>
#include <string_view>

#include <acrida/control_flow.hpp>
#include <acrida/task_owner.hpp>
#include <acrida/user.hpp>

namespace acrida {

/// What the engine knows of a task set; tests derive from TaskSet<TheirUser>.
class TaskSetBase : public TaskOwner {
 public:
  /// Called by the engine before on_start; both outlive the set.
  void enter(User& user, TaskOwner& parent) {
    user_ = &user;
    parent_ = &parent;
  }

  /// As User::expect().
  void expect(bool condition, std::string_view message) { user_->expect(condition, message); }

 protected:
  User* user_ = nullptr;
  TaskOwner* parent_ = nullptr;
};

/// A user that enters a set stays in it, task after task, until one of them calls interrupt(). Each
/// entry makes a fresh object: its members are the state of that visit. on_start runs before the
/// first task of the visit and on_stop after the last. user() and parent() are not there yet in the
/// constructor. [shard]
///
///   struct Checkout : TaskSet<Shopper> {
///     Checkout() { add_task(&Checkout::pay); }
///     task<> pay() { co_await user().client.post("/pay"); interrupt(); }
///   };
///   Shopper::Shopper() { add_tasks<Checkout>(2); }
template <class UserClass>
class TaskSet : public TaskSetBase {
 public:
  using UserType = UserClass;

  UserClass& user() const {
    assert(user_);
    return static_cast<UserClass&>(*user_);
  }
  /// The set that it was entered from, or the user; as what it is. Throws std::bad_cast when it is
  /// something else.
  template <class Parent = TaskOwner>
  Parent& parent() const {
    assert(parent_);
    return dynamic_cast<Parent&>(*parent_);
  }
};

/// Its tasks run in the order of their declaration.
template <class UserClass>
class SequentialTaskSet : public TaskSet<UserClass> {
 public:
  SequentialTaskSet() { this->order = TaskOrder::sequential; }
};

/// A random walk: each task says with then() what may follow it.
template <class UserClass>
class MarkovTaskSet : public TaskSet<UserClass> {
 public:
  MarkovTaskSet() { this->order = TaskOrder::markov; }
};

template <class Set>
TaskHandle TaskOwner::add_tasks(double weight) {
  static_assert(std::derived_from<Set, TaskSetBase>, "add_tasks needs a class of TaskSet");
  TaskEntry entry;
  entry.create_set = []() -> std::unique_ptr<TaskSetBase> { return std::make_unique<Set>(); };
  entry.set = &typeid(Set);
  entry.fits = [](TaskOwner&, User& user) {
    return dynamic_cast<typename Set::UserType*>(&user) != nullptr;
  };
  return append(std::move(entry), weight);
}

}  // namespace acrida
