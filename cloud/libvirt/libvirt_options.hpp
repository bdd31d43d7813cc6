// LibvirtOptions: which hypervisor, and where disks are kept.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace acrida {

struct LibvirtOptions {
  std::string uri = "qemu:///system";
  std::string pool = "default";  // of the machines' disks
};

/// [load-time] `options` outlives the parsing.
void declare_libvirt_options(CLI::App& app, LibvirtOptions& options);

}  // namespace acrida
