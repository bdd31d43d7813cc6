// Command line: from the words after `acrida` to the command they name.
#pragma once

#include <string>
#include <vector>

#include "core/cli/command.hpp"
#include "core/cli/presets.hpp"

namespace acrida {

/// Parses `words` (without the program's name), carries the named command out and returns the exit
/// code. Misuse and every exception end in one line on standard error and exit code 2.
///
/// Precedence, lowest first: ~/.acrida.conf, ./acrida.conf, --config FILE, environment, words.
/// Hidden commands read no files: who starts them passes everything on.
int run_command_line(const std::vector<Command>& commands, const std::string& version,
                     const std::vector<std::string>& words, const EnvironmentLookup& environment);

/// The process's own environment.
std::optional<std::string> process_environment(const std::string& name);

}  // namespace acrida
