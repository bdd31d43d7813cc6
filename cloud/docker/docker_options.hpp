// DockerOptions: which Docker or podman makes the containers, and how they are bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace acrida {

struct DockerOptions {
  std::string socket = "/var/run/docker.sock";
  std::string network = "host";
  std::optional<std::uint64_t> memory_bytes;  // of a container; nothing = the host's
};

/// [load-time] `options` outlives the parsing.
void declare_docker_options(CLI::App& app, DockerOptions& options);

}  // namespace acrida
