// ExecOptions: which command is the provider.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace acrida {

struct ExecOptions {
  std::string command;
};

/// [load-time] `options` outlives the parsing.
void declare_exec_options(CLI::App& app, ExecOptions& options);

}  // namespace acrida
