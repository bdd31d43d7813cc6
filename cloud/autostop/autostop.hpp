// Autostop: ends the machine that it runs on when its slaves have no run.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cloud/autostop/idle_judge.hpp"

namespace CLI {
class App;
}

namespace acrida {

struct AutostopOptions {
  std::vector<std::string> logs;
  IdleSettings idle;
  std::chrono::seconds look_every{10};
  std::string stop_command = "systemctl poweroff || poweroff";
  bool dry_run = false;
};

/// `acrida cloud autostop --log FILE ...`; see --help. [load-time]
void declare_autostop_options(CLI::App& app, AutostopOptions& options);

/// Looks at the logs until the machine may stop, then runs the stop command, and again each minute
/// while the machine lives. Ends by SIGTERM or SIGINT with 0; with a dry run at the first verdict to
/// stop. 2: misuse.
int run_autostop(const AutostopOptions& options);

}  // namespace acrida
