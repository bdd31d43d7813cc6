// LibvirtOptions: which hypervisor, and where disks are kept.
#include "cloud/libvirt/libvirt_options.hpp"

#include <CLI/App.hpp>

namespace acrida {

void declare_libvirt_options(CLI::App& app, LibvirtOptions& options) {
  app.add_option("--libvirt-uri", options.uri,
                 "Of --cloud libvirt: the hypervisor, as virsh --connect has it")
      ->type_name("URI")
      ->envname("ACRIDA_LIBVIRT_URI")
      ->capture_default_str()
      ->group("Cloud");
  app.add_option("--libvirt-pool", options.pool,
                 "Of --cloud libvirt: the storage pool of the machines' disks, a folder")
      ->type_name("NAME")
      ->envname("ACRIDA_LIBVIRT_POOL")
      ->capture_default_str()
      ->group("Cloud");
}

}  // namespace acrida
