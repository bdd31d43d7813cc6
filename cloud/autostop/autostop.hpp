// Autostop: ends the machine that it runs on when its slaves have no run.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cloud/autostop/idle_judge.hpp"

namespace CLI {
class App;
}

namespace acrida {

struct AutostopOptions {
  std::vector<std::string> logs;  // files and patterns
  IdleSettings idle;
  std::string command = "poweroff";
  bool dry_run = false;
};

/// The options of `acrida cloud autostop`, and what carries it out. [load-time]
std::function<int()> declare_autostop(CLI::App& app);

/// Looks at the logs until the machine may stop, then runs the command, and again each minute while
/// the machine lives and may still stop; a dry run only says so. Ends by SIGTERM or SIGINT, with 0; the
/// command goes on.
int run_autostop(const AutostopOptions& options);

}  // namespace acrida
