// TestOptions: the arguments of a test as options of a command line.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/inspection/inspected_test.hpp"

namespace CLI {
class App;
}

namespace acrida {

/// Inspects the test once, for the options and for the run. Outlives the parsing.
///
///   TestOptions test_options;
///   if (auto declared = test_options.declare("shop.cpp", app, all_commands); !declared) ...
///   app.parse(words);
///   settings.options = test_options.values();
class TestOptions {
 public:
  TestOptions() = default;
  TestOptions(const TestOptions&) = delete;
  TestOptions& operator=(const TestOptions&) = delete;

  /// Adds an option for each argument to `app`. The error is one line: the test cannot be used, or
  /// one of its arguments has the name of an option of Acrida.
  Result<void> declare(const std::string& test, CLI::App& app, const CLI::App& all_commands);

  /// Nothing before declare(), or when the test cannot be used.
  const std::optional<InspectedTest>& test() const { return test_; }
  /// After the parsing: those that were given, checked, by the name of the field.
  std::map<std::string, std::string> values() const;
  /// The same as environment variables, for a child that parses them again.
  std::map<std::string, std::string> variables() const;

 private:
  struct Given {
    const ArgumentSpec* spec;
    std::vector<std::string> values;  // of each time that it was given
    std::string flag;
  };
  void declare(Given& given, CLI::App& app);

  std::optional<InspectedTest> test_;
  std::deque<Given> given_;  // the options are bound to its elements
};

/// What is wrong with the values of a run, by the names of the fields: one is bad, or a required
/// one is missing. Empty when nothing is.
std::string fault_of_values(const std::vector<ArgumentSpec>& arguments,
                            const std::map<std::string, std::string>& values);

}  // namespace acrida
