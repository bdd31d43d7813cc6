// Privileges: what the runner gives up before it loads the test's code.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace acrida {

/// No program that it starts gets more rights than it has (PR_SET_NO_NEW_PRIVS), and standard input
/// is closed to it. With a `user` the process becomes that user, with its groups and home, and
/// leaves no core files; needs root. Cannot be undone. The error is one line. Before any thread.
Result<void> give_up_privileges(const std::string& user);

/// Why the slave cannot have its runner become this user; for a start that fails early.
Result<void> check_runner_user(const std::string& user);

/// The test's library must be readable by whom the runner has become.
Result<void> check_readable(const std::string& library, const std::string& user);

}  // namespace acrida
