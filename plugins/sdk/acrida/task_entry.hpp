// TaskEntry: one entry of a list of tasks, as the constructor of a class has described it.
#pragma once

#include <memory>
#include <string>
#include <typeinfo>
#include <vector>

#include <acrida/task.hpp>

namespace acrida {

class TaskOwner;
class TaskSetBase;
class User;

/// In which order the tasks of a user or of a task set are chosen.
enum class TaskOrder : unsigned char {
  random,      // by weight, independent of the one before
  sequential,  // as declared, a weight of n is n times in a row; then from the first again
  markov,      // the first one first, then by the weights of then() of the one before
};

using TaskMethod = task<> (TaskOwner::*)();

/// Either a member function or a class of task sets. The engine reads it; users write add_task().
struct TaskEntry {
  /// Whom a transition of a Markov chain leads to.
  struct Transition {
    TaskMethod method;
    const std::type_info* set;
    double weight;
  };

  TaskMethod method = nullptr;
  std::unique_ptr<TaskSetBase> (*create_set)() = nullptr;
  const std::type_info* set = nullptr;  // the class that create_set makes
  /// Whether the class whose member it is (the class of users of the set) is right for these two.
  bool (*fits)(TaskOwner& owner, User& user) = nullptr;
  double weight = 1;
  std::vector<std::string> tags;
  std::vector<Transition> transitions;
};

}  // namespace acrida
