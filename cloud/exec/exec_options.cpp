// ExecOptions: which command is the provider.
#include "cloud/exec/exec_options.hpp"

#include <CLI/App.hpp>

namespace acrida {

void declare_exec_options(CLI::App& app, ExecOptions& options) {
  app.add_option("--cloud-command", options.command,
                 "Of --cloud exec: what is run with a verb after it; see cloud/README.md")
      ->type_name("COMMAND")
      ->envname("ACRIDA_CLOUD_COMMAND")
      ->group("Cloud");
}

}  // namespace acrida
