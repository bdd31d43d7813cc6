// TaskRatio: shares, from the weights down the tree.
#include "master/api/task_ratio.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <boost/json.hpp>

namespace acrida {
namespace {

namespace json = boost::json;

std::string short_name(const std::string& name) {
  const std::size_t colons = name.rfind("::");
  return colons == std::string::npos ? name : name.substr(colons + 2);
}

/// `share` is what these tasks have together. Those of a sequence come in turn, each as often as the
/// others.
json::object ratios_of(const std::vector<TestTask>& tasks, const std::string& order, double share,
                       bool multiplied) {
  const bool by_weight = order != "sequential";
  double weights = 0;
  for (const TestTask& task : tasks) weights += by_weight ? task.weight : 1;
  json::object all;
  for (const TestTask& task : tasks) {
    const double ratio = weights > 0 ? share * (by_weight ? task.weight : 1) / weights : 0;
    json::object entry{{"ratio", ratio}};
    if (task.is_set())
      entry["tasks"] = ratios_of(task.tasks, task.order, multiplied ? ratio : 1, multiplied);
    all[short_name(task.name)] = std::move(entry);
  }
  return all;
}

}  // namespace

std::string task_ratio_document(const std::vector<TestClass>& classes, const RunView& view) {
  UserCounts users;
  for (const SlaveView& slave : view.slaves) {
    if (!slave.present) continue;
    for (const auto& [name, count] : slave.user_counts) users[name] += count;
  }
  const auto all_users = static_cast<double>(std::max<std::uint64_t>(total_users(users), 1));
  json::object per_class;
  json::object total;
  for (const TestClass& one : classes) {
    const double ratio = static_cast<double>(users[one.plan.name]) / all_users;
    per_class[one.plan.name] = {{"ratio", ratio},
                                {"tasks", ratios_of(one.tasks, one.order, 1, false)}};
    total[one.plan.name] = {{"ratio", ratio},
                            {"tasks", ratios_of(one.tasks, one.order, ratio, true)}};
  }
  return json::serialize(json::object{{"per_class", per_class}, {"total", total}});
}

}  // namespace acrida
