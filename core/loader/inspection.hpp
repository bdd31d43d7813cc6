// Inspection: what a test contains, found out in this process.
#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/inspection/inspected_test.hpp"

namespace acrida {

/// Builds and loads the test here and makes one user of each class to look at it. Errors: as
/// library_of() and Plugin::load(); a constructor that throws; a class whose tasks cannot be used
/// (TaskPlan::describe) or with a weight that is no number >= 0; two classes of the same name.
/// [load-time]
Result<InspectedTest> inspect_here(const std::string& test_path);

}  // namespace acrida
