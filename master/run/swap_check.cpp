// swap_refusal(): whether a run can go on with another version of its test.
#include "master/run/swap_check.hpp"

#include <algorithm>

namespace acrida {
namespace {

constexpr char kRemedy[] = ": stop the run first";

const TestClass* find(const RunSettings& test, const std::string& name) {
  const auto found = std::find_if(test.classes.begin(), test.classes.end(),
                                  [&](const TestClass& one) { return one.plan.name == name; });
  return found == test.classes.end() ? nullptr : &*found;
}

bool counts_iterations(const ExecutorSpec& executor) {
  using Kind = ExecutorSpec::Kind;
  return executor.kind == Kind::shared_iterations || executor.kind == Kind::iterations_per_user;
}

/// The master knows their rows by their places.
std::vector<std::string> unique_feeders(const RunSettings& test) {
  std::vector<std::string> feeders;
  for (std::size_t i = 0; i < test.feeders.size(); ++i) {
    const RunFeeder& feeder = test.feeders[i];
    if (feeder.unique)
      feeders.push_back(std::to_string(i) + " " + feeder.hash + (feeder.reuse ? " reuse" : ""));
  }
  return feeders;
}

}  // namespace

std::optional<std::string> swap_refusal(const RunSettings& old_test, const RunSettings& new_test,
                                        const std::vector<std::string>& classes) {
  for (const std::string& name : classes) {
    const TestClass* before = find(old_test, name);
    const TestClass* after = find(new_test, name);
    if (before == nullptr) continue;
    if (after == nullptr)
      return "the run has users of class " + name + ", which the new version has not" + kRemedy;
    if (before->executor != after->executor)
      return "the executor of class " + name + " is another one in the new version" + kRemedy;
    if (counts_iterations(before->executor))
      return "class " + name + " does a number of iterations, which versions cannot share" +
             kRemedy;
  }
  if (unique_feeders(old_test) != unique_feeders(new_test))
    return std::string("the new version has other Feeder::unique, or other rows in them") + kRemedy;
  for (const std::string& name : new_test.required_options) {
    const auto& known = old_test.required_options;
    if (std::count(known.begin(), known.end(), name) == 0 && !new_test.options.contains(name))
      return "the argument " + name + " of the new version must be given" + kRemedy;
  }
  return std::nullopt;
}

}  // namespace acrida
