// TagFilter: Locust's rules.
#include "core/plan/tag_filter.hpp"

#include <algorithm>

namespace acrida {
namespace {

TagFilter::Tags split(std::string_view list) {
  TagFilter::Tags tags;
  while (!list.empty()) {
    const std::string_view tag = list.substr(0, list.find(','));
    if (!tag.empty()) tags.emplace(tag);
    list.remove_prefix(std::min(list.size(), tag.size() + 1));
  }
  return tags;
}

}  // namespace

TagFilter TagFilter::from_lists(std::string_view wanted, std::string_view excluded) {
  return {split(wanted), split(excluded)};
}

bool TagFilter::passes(const Tags& tags) const {
  const auto has = [&](const std::string& tag) { return tags.contains(tag); };
  return (wanted_.empty() || std::any_of(wanted_.begin(), wanted_.end(), has)) &&
         std::none_of(excluded_.begin(), excluded_.end(), has);
}

bool TagFilter::is_left(const TestTask& task, Tags tags) const {
  tags.insert(task.tags.begin(), task.tags.end());
  return task.is_set() ? !left(task.order, task.tasks, tags).empty() : passes(tags);
}

std::vector<std::size_t> TagFilter::left(std::string_view order, const std::vector<TestTask>& tasks,
                                         const Tags& inherited) const {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < tasks.size(); ++i)
    if (is_left(tasks[i], inherited)) places.push_back(i);
  if (order == "markov" && places.size() < tasks.size()) places.clear();
  return places;
}

}  // namespace acrida
