// fail: how a command says that it cannot be carried out.
#pragma once

#include <string>

namespace acrida {

/// "acrida: WHAT" on standard error, as one line; returns the exit code, which is 2 unless the command
/// has others.
int fail(const std::string& what, int exit_code = 2);

}  // namespace acrida
