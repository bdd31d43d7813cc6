// Inspection: what a test contains, found out in a process of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace acrida {

struct InspectedClass {
  std::string name;
  double weight = 1;
  std::uint64_t fixed_count = 0;
  std::string host;
  std::uint64_t tasks = 0;
};

struct Inspection {
  std::string library;  // absolute path
  std::string hash;     // of its content
  std::vector<InspectedClass> user_classes;
};

/// Builds and loads the test in this process and makes one user of each class to look at it.
/// Errors: as library_of() and Plugin::load(); a constructor that throws; a class without tasks or
/// with a weight that is no number >= 0; two classes of the same name. [load-time]
Result<Inspection> inspect_here(const std::string& test_path);

/// The JSON object that `acrida inspect` prints.
std::string to_json(const Inspection& inspection);

/// The same in a child process (`acrida inspect`), so that the caller never runs plugin code. The
/// child writes its error to standard error; ours then only says that it did.
Result<Inspection> inspect(const std::string& test_path);

}  // namespace acrida
