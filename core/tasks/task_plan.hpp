// TaskPlan: the tasks of one class, ready to be chosen from.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <acrida/task_entry.hpp>

#include "core/base/result.hpp"
#include "core/plan/tag_filter.hpp"
#include "core/plan/test_class.hpp"

namespace acrida {

/// Made once per shard and class from the first user of it, so that users carry no list of their
/// own; its task sets' plans are in it. Immutable, never moves.
///
///   auto plan = TaskPlan::make(user, "Shopper", filter);
///   std::uint32_t place = TaskPlan::kStart;
///   const TaskPlan::Item& item = (*plan)->next(place, random);
class TaskPlan {
 public:
  static constexpr std::uint32_t kStart = UINT32_MAX;
  static constexpr std::size_t kMaxDepth = 16;      // task sets in task sets
  static constexpr std::size_t kMaxSteps = 10'000;  // of a sequential order, with repetitions

  struct Item {
    std::string name;
    TaskMethod method = nullptr;
    std::unique_ptr<TaskSetBase> (*create_set)() = nullptr;
    std::unique_ptr<TaskPlan> set;  // of what create_set makes
    // Markov: which items may follow.
    std::vector<double> sums;
    std::vector<std::uint32_t> followers;
  };

  /// What the constructors describe, before any filter. The error is one line that names the class:
  /// a task of another class; a set for other users, a set within itself, a set without tasks, a
  /// constructor of a set that throws; a Markov task without or with an unknown follower, one that
  /// cannot be reached, one with a tag of its own; a sequential order with a weight that is no
  /// whole number.
  static Result<std::vector<TestTask>> describe(User& user, const std::string& class_name);
  /// The error: as describe(), or that no task is left.
  static Result<std::unique_ptr<TaskPlan>> make(User& user, const std::string& class_name,
                                                const TagFilter& filter);

  /// Chooses; `place` is where its owner stands in this plan, kStart at first.
  const Item& next(std::uint32_t& place, std::mt19937_64& random) const;

 private:
  friend class TaskPlanner;
  TaskOrder order_ = TaskOrder::random;
  std::vector<Item> items_;
  std::vector<double> sums_;          // random: of the weights up to each item
  std::vector<std::uint32_t> steps_;  // sequential
};

const char* text_of(TaskOrder order);

}  // namespace acrida
