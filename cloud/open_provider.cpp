// open_provider: the provider that the options name, and whose machines they are.
#include "cloud/open_provider.hpp"

#include <array>
#include <cstdio>
#include <random>

#include "cloud/docker/docker_provider.hpp"
#include "cloud/ec2/ec2_provider.hpp"
#include "cloud/exec/exec_provider.hpp"
#include "cloud/libvirt/libvirt_provider.hpp"
#include "cloud/lxd/lxd_provider.hpp"
#include "cloud/process/process_provider.hpp"
#include "cloud/triton/triton_provider.hpp"
#include "core/process/child_process.hpp"
#include "core/state/private_file.hpp"
#include "core/state/state_folder.hpp"

namespace acrida {

Result<std::unique_ptr<CloudProvider>> open_provider(const CloudOptions& options) {
  if (options.provider == "exec") {
    if (options.exec.command.empty())
      return Error{"--cloud exec needs the command that is run: --cloud-command"};
    return {std::make_unique<ExecProvider>(options.exec.command)};
  }
  if (options.provider == "lxd") return LxdProvider::open(options.lxd);
  if (options.provider == "docker") return {std::make_unique<DockerProvider>(options.docker)};
  if (options.provider == "libvirt") {
    const auto library = libvirt_library();
    if (!library) return Error{"--cloud libvirt: " + library.error().what};
    return {std::make_unique<LibvirtProvider>(*library.value(), options.libvirt)};
  }
  if (options.provider == "ec2") return Ec2Provider::open(options.ec2);
  if (options.provider != "process" && options.provider != "triton")
    return Error{"--cloud " + options.provider + ": has no machines"};
  const auto folder = state_folder(options.data_dir);
  if (!folder) return folder.error();
  if (options.provider == "triton") return TritonProvider::open(options.triton, *folder);
  return {std::make_unique<ProcessProvider>(folder.value() / "machines", own_executable())};
}

Result<std::string> fleet_id(const CloudOptions& options, const std::string& host,
                             std::uint16_t port) {
  const auto folder = state_folder(options.data_dir);
  if (!folder) return folder.error();
  auto id = create_private_file(folder.value() / "fleet", random_key());
  if (!id || !options.data_dir.empty()) return id;
  return *id + "-" + host + "-" + std::to_string(port);
}

std::string random_key() {
  std::random_device random;
  std::array<char, 20> text{};
  std::snprintf(text.data(), text.size(), "%08x%08x", random(), random());
  return text.data();
}

}  // namespace acrida
