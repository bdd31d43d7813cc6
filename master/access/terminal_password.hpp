// TerminalPassword: asks for a password.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace acrida {

/// Twice and without echo from a terminal, where Ctrl-C gives up; else the first line of the
/// standard input.
Result<std::string> ask_for_new_password(const std::string& name);

}  // namespace acrida
