// TagChoice: the filter on each class.
#include "master/tag_choice.hpp"

#include <algorithm>

#include "core/plan/tag_filter.hpp"

namespace acrida {
namespace {

std::string list_of(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) {
    for (const char c : word + ' ') {
      const bool separates = c == ' ' || c == ',';
      if (!separates)
        list += c;
      else if (!list.empty() && list.back() != ',')
        list += ',';
    }
  }
  if (!list.empty()) list.pop_back();
  return list;
}

}  // namespace

Result<TagChoice> choose_by_tags(const std::vector<std::string>& tags,
                                 const std::vector<std::string>& exclude_tags,
                                 const InspectedTest& test,
                                 std::vector<std::string>& user_classes) {
  TagChoice choice;
  const std::string wanted = list_of(tags), excluded = list_of(exclude_tags);
  if (!wanted.empty()) choice.options["tags"] = wanted;
  if (!excluded.empty()) choice.options["exclude_tags"] = excluded;
  const TagFilter filter = TagFilter::from_lists(wanted, excluded);
  std::vector<std::string> left;
  for (const TestClass& one : test.classes) {
    if (!filter.left(one.order, one.tasks).empty())
      left.push_back(one.plan.name);
    else
      choice.warnings.push_back("user class " + one.plan.name +
                                " has no task left by the tags and is left out");
  }
  if (choice.warnings.empty()) return choice;
  if (user_classes.empty()) user_classes = left;
  std::erase_if(user_classes, [&](const std::string& name) {
    return std::find(left.begin(), left.end(), name) == left.end();
  });
  if (user_classes.empty())
    return Error{"no task is left by the tags: see --tags, --exclude-tags, and `acrida inspect`"};
  return choice;
}

}  // namespace acrida
