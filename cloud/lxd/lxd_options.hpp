// LxdOptions: which LXD or Incus makes the machines.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace acrida {

struct LxdOptions {
  std::string socket;  // "" = where Debian, snap or Incus have it
  std::string url;     // of a server elsewhere, https://host:8443; "" = by the socket
  std::string certificate_file;
  std::string key_file;
  std::string ca_file;
  std::string project;  // "" = the server's default
};

/// [load-time] `options` outlives the parsing.
void declare_lxd_options(CLI::App& app, LxdOptions& options);

}  // namespace acrida
