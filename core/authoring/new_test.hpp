// New test: the files that `acrida new` makes.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace acrida {

struct NewFile {
  std::string name;
  std::string text;
};

/// `name`: a letter, then letters, digits, '-' and '_', at most 60 characters; it is the name of
/// the folder, the test and its library. The error says so.
Result<std::vector<NewFile>> new_test_files(const std::string& name);

}  // namespace acrida
