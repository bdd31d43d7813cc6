// TemplateBuild: what slave machines are made of, from a Debian and this program.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace acrida {

struct TemplateBuildOptions {
  std::string kind;     // "libvirt", "lxd" or "container"
  std::string output;   // the folder
  std::string package;  // "" = the executable itself goes in
};

/// [load-time] `options` outlives the parsing.
void declare_template_build(CLI::App& app, TemplateBuildOptions& options);

/// Becomes deploy/template/build.sh, which tells what it does; returns when it cannot, with the exit
/// code, after a line that tells why.
int build_template(const TemplateBuildOptions& options);

}  // namespace acrida
