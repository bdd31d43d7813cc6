// Parse failure: one line that says what is wrong with a command line.
#pragma once

#include <string>

#include "core/cli/presets.hpp"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace acrida {

/// An unknown option says what was meant; a bad value names the option, the value, what is allowed
/// and, unless the user typed it, where it came from. `command` is the app that threw `error`.
std::string explain(const CLI::ParseError& error, const CLI::App& command,
                    const CLI::App& all_commands, const Presets& presets);

/// For a word that is no command.
std::string explain_unknown_command(const std::string& word, const CLI::App& all_commands);

}  // namespace acrida
