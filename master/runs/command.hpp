// The commands `runs`, `report` and `compare`.
#pragma once

#include "core/cli/command.hpp"

namespace acrida {

/// See core/cli/command.hpp. All work on the --data-dir of a master, beside it or without one.
DeclaredCommand declare_runs(CLI::App& app);
DeclaredCommand declare_report(CLI::App& app);
DeclaredCommand declare_compare(CLI::App& app);

}  // namespace acrida
