// DockerOptions: which Docker or podman makes the containers, and how they are bounded.
#include "cloud/docker/docker_options.hpp"

#include <CLI/App.hpp>

#include "core/cli/validators.hpp"

namespace acrida {

void declare_docker_options(CLI::App& app, DockerOptions& options) {
  const char* const group = "Cloud";
  app.add_option("--docker-socket", options.socket,
                 "Of --cloud docker: the socket of Docker, or of `podman system service`")
      ->type_name("FILE")
      ->envname("ACRIDA_DOCKER_SOCKET")
      ->capture_default_str()
      ->group(group);
  app.add_option("--docker-network", options.network,
                 "Of --cloud docker: the network of the containers; on another than the host's "
                 "the master needs --master-bind-host and --advertise-host")
      ->type_name("NAME")
      ->envname("ACRIDA_DOCKER_NETWORK")
      ->capture_default_str()
      ->group(group);
  add_byte_size(app, "--docker-memory", options.memory_bytes,
                "Of --cloud docker: memory of each container, e.g. 2G; default the host's")
      ->envname("ACRIDA_DOCKER_MEMORY")
      ->group(group);
}

}  // namespace acrida
