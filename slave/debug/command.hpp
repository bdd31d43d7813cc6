// The command `debug`.
#pragma once

#include "core/cli/command.hpp"

namespace acrida {

/// `acrida debug TEST [CLASS]`: one user on the thread of this very process, without a master.
DeclaredCommand declare_debug(CLI::App& app);

}  // namespace acrida
