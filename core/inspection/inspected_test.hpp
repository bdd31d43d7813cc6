// InspectedTest: what is in a test, found out in a process of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <acrida/argument_spec.hpp>

#include "core/base/result.hpp"
#include "core/plan/test_class.hpp"

namespace acrida {

struct InspectedFeeder {
  std::string name;  // as the test names the file
  std::string path;  // absolute
  std::string hash;  // SHA-256 of its content, in hex
  std::string mode;  // "unique", ...
  std::uint64_t rows = 0;
  bool reuse = false;
};

/// Beside those of feeders.
struct InspectedFile {
  std::string name;  // as the test names it
  std::string path;  // absolute
  std::string hash;  // SHA-256 of its content, in hex
  bool is_library = false;
};

struct InspectedTest {
  std::string path;  // of the shared library, absolute
  std::string hash;  // SHA-256 of its content, in hex
  std::vector<TestClass> classes;
  std::vector<ArgumentSpec> arguments;   // in the order of their declaration
  std::vector<InspectedFeeder> feeders;  // as well
  std::vector<InspectedFile> files;      // as well
  std::vector<std::string> shapes;       // names of its load shapes
  std::vector<std::string> thresholds;   // as the option --threshold has them
  bool has_hooks = false;
};

/// Runs `acrida inspect TEST`, which compiles the test if it must: who calls this never loads plugin
/// code. What is wrong with the test has been written to standard error when it fails.
Result<InspectedTest> inspect_test(const std::string& test);
/// The same for somebody who does not see standard error: what is wrong is in the error, too.
Result<InspectedTest> inspect_and_explain(const std::string& test);

/// The output of `acrida inspect`, one JSON object.
std::string inspection_json(const InspectedTest& test);
Result<InspectedTest> parse_inspection(std::string_view json);

}  // namespace acrida
