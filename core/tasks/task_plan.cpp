// TaskPlan: choosing by cumulated weights.
#include "core/tasks/task_plan.hpp"

#include <algorithm>

#include "core/tasks/task_planner.hpp"

namespace acrida {
namespace {

std::size_t pick(const std::vector<double>& sums, std::mt19937_64& random) {
  if (sums.size() == 1) return 0;
  const double place = std::uniform_real_distribution<double>(0, sums.back())(random);
  const auto found = std::upper_bound(sums.begin(), sums.end() - 1, place);
  return static_cast<std::size_t>(found - sums.begin());
}

// What a constructor of a task set throws is the test's fault, as all else here.
template <class Work>
auto one_line(const std::string& who, Work work) -> Result<decltype(work())> {
  try {
    return work();
  } catch (const TaskPlanError& error) {
    return Error{error.what()};
  } catch (const std::exception& error) {
    return Error{who + ": the constructor of a task set threw: " + error.what()};
  }
}

}  // namespace

const char* text_of(TaskOrder order) {
  switch (order) {
    case TaskOrder::sequential:
      return "sequential";
    case TaskOrder::markov:
      return "markov";
    case TaskOrder::random:
      break;
  }
  return "random";
}

Result<std::vector<TestTask>> TaskPlan::describe(User& user, const std::string& class_name) {
  const std::string who = "user class " + class_name;
  return one_line(who, [&] { return TaskPlanner(user).describe(user, who); });
}

Result<std::unique_ptr<TaskPlan>> TaskPlan::make(User& user, const std::string& class_name,
                                                 const TagFilter& filter) {
  const std::string who = "user class " + class_name;
  return one_line(who, [&] {
    TaskPlanner planner(user);
    auto plan = planner.compile(user, planner.describe(user, who), filter, {});
    if (!plan) throw TaskPlanError(who + ": no task is left by the tags that were asked for");
    return plan;
  });
}

const TaskPlan::Item& TaskPlan::next(std::uint32_t& place, std::mt19937_64& random) const {
  switch (order_) {
    case TaskOrder::random:
      return items_[pick(sums_, random)];
    case TaskOrder::sequential:
      place = place == kStart || place + 1 == steps_.size() ? 0 : place + 1;
      return items_[steps_[place]];
    case TaskOrder::markov:
      break;
  }
  place = place == kStart ? 0 : items_[place].followers[pick(items_[place].sums, random)];
  return items_[place];
}

}  // namespace acrida
