// TestInspection: what is in a test, without loading it into the master.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "master/run/run_settings.hpp"

namespace acrida {

struct InspectedTest {
  std::string path;  // absolute
  std::string hash;
  std::vector<TestClass> classes;
};

/// Runs `acrida inspect TEST`, which compiles the test if it must; the master never loads plugin
/// code. What is wrong with the test has been written to standard error when this fails.
Result<InspectedTest> inspect_test(const std::string& test);

/// The output of `acrida inspect`.
Result<InspectedTest> parse_inspection(std::string_view json);

}  // namespace acrida
