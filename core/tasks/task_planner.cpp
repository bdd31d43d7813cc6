// TaskPlanner: checks, names and weights.
#include "core/tasks/task_planner.hpp"

#include <algorithm>
#include <cmath>

#include <acrida/task_set.hpp>

#include "core/tasks/task_name.hpp"

namespace acrida {
namespace {

using Entries = std::vector<TaskEntry>;

bool leads_to(const TaskEntry::Transition& transition, const TaskEntry& entry) {
  if (transition.set || entry.set)
    return transition.set && entry.set && *transition.set == *entry.set;
  return transition.method == entry.method;
}

// The place of the task that may follow; the number of entries when there is none.
std::size_t follower(const Entries& entries, const TaskEntry::Transition& transition) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const TaskEntry& entry) {
    return leads_to(transition, entry);
  });
  return static_cast<std::size_t>(found - entries.begin());
}

void check_reachable(const Entries& entries, const std::vector<TestTask>& tasks,
                     const std::string& who) {
  std::vector<bool> seen(entries.size());
  std::vector<std::size_t> open{0};
  seen[0] = true;
  while (!open.empty()) {
    const TaskEntry& from = entries[open.back()];
    open.pop_back();
    for (const TaskEntry::Transition& transition : from.transitions) {
      const std::size_t to = follower(entries, transition);
      if (!seen[to]) open.push_back(to);
      seen[to] = true;
    }
  }
  const auto missed = std::find(seen.begin(), seen.end(), false) - seen.begin();
  if (static_cast<std::size_t>(missed) < seen.size())
    throw TaskPlanError(who + ": no then() leads from the first task to " +
                        tasks[static_cast<std::size_t>(missed)].name);
}

void check_markov(const Entries& entries, const std::vector<TestTask>& tasks,
                  const std::string& who) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].transitions.empty())
      throw TaskPlanError(who + ": " + tasks[i].name + " has no follower; name one with then()");
    if (!entries[i].tags.empty())
      throw TaskPlanError(who + ": " + tasks[i].name +
                          " has a tag; a Markov chain can only be tagged as a whole set");
    for (const TaskEntry::Transition& transition : entries[i].transitions)
      if (follower(entries, transition) == entries.size())
        throw TaskPlanError(who + ": then() of " + tasks[i].name +
                            " names what is not added here; add it with add_task()");
  }
  check_reachable(entries, tasks, who);
}

void check_order(const TaskOwner& owner, const std::vector<TestTask>& tasks,
                 const std::string& who) {
  const Entries& entries = owner.task_entries();
  if (owner.order == TaskOrder::markov) return check_markov(entries, tasks, who);
  double steps = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!entries[i].transitions.empty())
      throw TaskPlanError(who + ": then() of " + tasks[i].name + " needs the order markov");
    steps += entries[i].weight;
    if (owner.order == TaskOrder::sequential && entries[i].weight != std::floor(entries[i].weight))
      throw TaskPlanError(who + ": the weight of " + tasks[i].name +
                          " must be a whole number: how often it runs in a row");
  }
  if (owner.order == TaskOrder::sequential && steps > static_cast<double>(TaskPlan::kMaxSteps))
    throw TaskPlanError(who + ": more than " + std::to_string(TaskPlan::kMaxSteps) +
                        " tasks in a row; use a loop in the task");
}

}  // namespace

std::vector<TestTask> TaskPlanner::describe(TaskOwner& owner, const std::string& who) {
  std::vector<TestTask> tasks;
  for (const TaskEntry& entry : owner.task_entries())
    tasks.push_back(describe(owner, entry, tasks.size(), who));
  if (tasks.empty()) throw TaskPlanError(who + ": has no task; add one with add_task()");
  check_order(owner, tasks, who);
  return tasks;
}

TestTask TaskPlanner::describe(TaskOwner& owner, const TaskEntry& entry, std::size_t place,
                               const std::string& who) {
  TestTask task{task_name(owner, entry, place), entry.weight, entry.tags, {}, {}};
  if (!entry.fits(owner, user_))
    throw TaskPlanError(who + ": " + task.name +
                        (entry.set ? " is a task set for other users"
                                   : " is a task of another class; use add_tasks() for a set"));
  if (!entry.set) return task;
  const auto same = [&](const std::type_info* set) { return *set == *entry.set; };
  if (std::any_of(around_.begin(), around_.end(), same))
    throw TaskPlanError(who + ": the task set " + task.name + " is within itself");
  if (around_.size() == TaskPlan::kMaxDepth)
    throw TaskPlanError(who + ": task sets are nested too deep");
  around_.push_back(entry.set);
  const std::unique_ptr<TaskSetBase> set = entry.create_set();
  task.order = text_of(set->order);
  task.tasks = describe(*set, "task set " + task.name);
  around_.pop_back();
  return task;
}

std::unique_ptr<TaskPlan> TaskPlanner::compile(TaskOwner& owner, const std::vector<TestTask>& tasks,
                                               const TagFilter& filter,
                                               const TagFilter::Tags& tags) {
  const std::vector<std::size_t> left = filter.left(text_of(owner.order), tasks, tags);
  if (left.empty()) return nullptr;
  const Entries& entries = owner.task_entries();
  auto plan = std::make_unique<TaskPlan>();
  plan->order_ = owner.order;
  double sum = 0;
  for (const std::size_t place : left) {
    const TaskEntry& entry = entries[place];
    TaskPlan::Item item;
    item.name = tasks[place].name;
    item.method = entry.method;
    item.create_set = entry.create_set;
    if (entry.set) {
      TagFilter::Tags all = tags;
      all.insert(entry.tags.begin(), entry.tags.end());
      const std::unique_ptr<TaskSetBase> set = entry.create_set();
      item.set = compile(*set, tasks[place].tasks, filter, all);
    }
    double followers = 0;
    for (const TaskEntry::Transition& transition : entry.transitions) {
      item.sums.push_back(followers += transition.weight);
      item.followers.push_back(static_cast<std::uint32_t>(follower(entries, transition)));
    }
    plan->sums_.push_back(sum += entry.weight);
    if (plan->order_ == TaskOrder::sequential)
      plan->steps_.insert(plan->steps_.end(), static_cast<std::size_t>(entry.weight),
                          static_cast<std::uint32_t>(plan->items_.size()));
    plan->items_.push_back(std::move(item));
  }
  return plan;
}

}  // namespace acrida
