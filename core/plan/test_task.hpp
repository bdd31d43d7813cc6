// TestTask: a task of a test, or a task set with its tasks.
#pragma once

#include <string>
#include <vector>

namespace acrida {

/// As the constructors of the test describe it.
struct TestTask {
  std::string name;  // "Shopper::browse"; of a set, its class
  double weight = 1;
  std::vector<std::string> tags;  // its own, without those of the sets that it is in
  /// "random", "sequential" or "markov" for a set, empty for a task.
  std::string order;
  std::vector<TestTask> tasks;  // of the set

  bool is_set() const { return !order.empty(); }
  bool operator==(const TestTask&) const = default;
};

}  // namespace acrida
