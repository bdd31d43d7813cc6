// Presets: the options that configuration files and the environment set.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/cli/settings_file.hpp"

namespace CLI {
class App;
}

namespace acrida {

/// Looks up an environment variable; a parameter, so that tests need not change the environment.
using EnvironmentLookup = std::function<std::optional<std::string>(const std::string& name)>;

/// What was set before the user's own words, and where: option name → "acrida.conf, line 3".
struct Presets {
  std::vector<std::string> tokens;
  std::map<std::string, std::string> origins;
};

/// Turns settings (lowest precedence first) into command line tokens to put before the user's own.
/// A setting is left out when its variable is set or the user gave the option, so that the order is
/// files < environment < command line (CLI11 itself reads the variables). Settings that belong to
/// another command of `all_commands` are skipped; an unknown one is an error that names its line,
/// unless it `may_be_of_a_test` that this command does not look at and resembles no option.
Result<Presets> preset_options(const CLI::App& command, const CLI::App& all_commands,
                               const std::vector<Setting>& settings,
                               const std::vector<std::string>& user_tokens,
                               const EnvironmentLookup& environment, bool may_be_of_a_test = false);

}  // namespace acrida
