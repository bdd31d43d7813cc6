// Scenario: a conversation with a machine, written as text.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace acrida::tests {

/// Carries one input line out and returns what the machine did, a line for each action.
using ScenarioStep = std::function<std::vector<std::string>(const std::string& input)>;

/// A scenario file is blocks of input lines, a line `----`, and the lines that the machine must
/// answer with, ended by an empty line; `#` starts a comment line. The first difference in a block
/// fails the test with both texts. With ACRIDA_REWRITE=1 in the environment the file is rewritten
/// with what the machine did, for review in the diff.
void run_scenario(const std::string& path, const ScenarioStep& step);

/// The *.txt files of tests/scenarios/<folder>, sorted; names without folder and ending.
std::vector<std::string> scenario_names(const std::string& folder);
std::string scenario_path(const std::string& folder, const std::string& name);

}  // namespace acrida::tests
