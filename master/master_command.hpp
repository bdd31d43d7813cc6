// Master commands: `acrida master` and `acrida run`, for the table in main.cpp.
#pragma once

#include "core/cli/command.hpp"

namespace acrida {

/// See core/cli/command.hpp.
DeclaredCommand declare_master(CLI::App& app);
/// A master on a free loopback port and its slaves on the same machine: the same path as above.
DeclaredCommand declare_run(CLI::App& app);

}  // namespace acrida
