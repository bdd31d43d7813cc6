// TagChoice: what --tags and --exclude-tags leave of a test.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/inspection/inspected_test.hpp"

namespace acrida {

struct TagChoice {
  /// Locust's option names and lists with commas, for the spawn message; empty without tags.
  std::map<std::string, std::string> options;
  /// Classes that have no task left, in words.
  std::vector<std::string> warnings;
};

/// Takes the classes without a task left out of `user_classes`, those that were named on the command
/// line (none: all); when all are left that does not change. The words may be lists with commas or
/// spaces themselves, as the environment gives them. The error: nothing is left to run.
Result<TagChoice> choose_by_tags(const std::vector<std::string>& tags,
                                 const std::vector<std::string>& exclude_tags,
                                 const InspectedTest& test, std::vector<std::string>& user_classes);

}  // namespace acrida
