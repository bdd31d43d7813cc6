// TagFilter: which tasks of a test are left by --tags and --exclude-tags.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/plan/test_task.hpp"

namespace acrida {

/// Locust's rules: a task is left when it has one of the tags asked for (or none is asked for) and
/// none of those excluded; a set is left when one of its tasks is. A tag on a set is on everything
/// in it. A Markov chain cannot lose single tasks: it is left as a whole or not at all. A value.
///
///   TagFilter filter({"read"}, {"slow"});
///   if (filter.left(test_class.order, test_class.tasks).empty()) ...
class TagFilter {
 public:
  using Tags = std::set<std::string>;

  TagFilter() = default;
  TagFilter(Tags wanted, Tags excluded)
      : wanted_(std::move(wanted)), excluded_(std::move(excluded)) {}
  /// From "a,b", as the options of a spawn message carry them.
  static TagFilter from_lists(std::string_view wanted, std::string_view excluded);

  /// The places in `tasks` that are left; `inherited` are the tags of the sets around them.
  std::vector<std::size_t> left(std::string_view order, const std::vector<TestTask>& tasks,
                                const Tags& inherited = {}) const;

 private:
  bool passes(const Tags& tags) const;
  bool is_left(const TestTask& task, Tags tags) const;

  Tags wanted_;
  Tags excluded_;
};

}  // namespace acrida
