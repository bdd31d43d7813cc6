// TaskPlanner: from what the constructors describe to a TaskPlan.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <acrida/user.hpp>

#include "core/tasks/task_plan.hpp"

namespace acrida {

/// Why a class cannot be used, in one line.
struct TaskPlanError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One for each description; makes the task sets to look at them. Its functions throw
/// TaskPlanError. `user` outlives it.
class TaskPlanner {
 public:
  explicit TaskPlanner(User& user) : user_(user) {}

  /// `who` begins the messages: "user class Shopper".
  std::vector<TestTask> describe(TaskOwner& owner, const std::string& who);
  /// `tasks` is what describe() gave for this owner; null when none of them is left.
  std::unique_ptr<TaskPlan> compile(TaskOwner& owner, const std::vector<TestTask>& tasks,
                                    const TagFilter& filter, const TagFilter::Tags& tags);

 private:
  TestTask describe(TaskOwner& owner, const TaskEntry& entry, std::size_t place,
                    const std::string& who);

  User& user_;
  std::vector<const std::type_info*> around_;  // the sets that are being described
};

}  // namespace acrida
