// TagChoice: the filter on each class.
#include "master/tag_choice.hpp"

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
                                 const std::vector<std::string>& exclude_tags, InspectedTest& test,
                                 std::vector<std::string>& user_classes) {
  TagChoice choice;
  const std::string wanted = list_of(tags), excluded = list_of(exclude_tags);
  if (!wanted.empty()) choice.options["tags"] = wanted;
  if (!excluded.empty()) choice.options["exclude_tags"] = excluded;
  const TagFilter filter = TagFilter::from_lists(wanted, excluded);
  const std::vector<std::string> named = user_classes;
  const auto has_none = [&](const TestClass& user_class) {
    if (!filter.left(user_class.order, user_class.tasks).empty()) return false;
    choice.warnings.push_back("user class " + user_class.plan.name +
                              " has no task left by the tags and is left out");
    std::erase(user_classes, user_class.plan.name);
    return true;
  };
  std::erase_if(test.classes, has_none);
  if (test.classes.empty() || (user_classes.empty() && !named.empty()))
    return Error{"no task is left by the tags: see --tags, --exclude-tags, and `acrida inspect`"};
  return choice;
}

}  // namespace acrida
