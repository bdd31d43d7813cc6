// PodmanServer: the Docker Engine API of a real podman of the test's own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cloud/docker/docker_options.hpp"
#include "cloud/http/http_call.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

/// In a folder, a network, and namespaces of mounts and processes of its own: when it ends, so do
/// its containers. It has the image localhost/acrida, which CTest has made of the Containerfile.
///
///   PodmanServer podman;
///   DockerProvider cloud(podman.options());
class PodmanServer final {
 public:
  /// "" or why there can be none here.
  static std::string missing();

  /// Throws when it does not start.
  PodmanServer();
  ~PodmanServer();

  DockerOptions options() const;
  /// An answer of the API.
  acrida::HttpAnswer ask(const std::string& method, const std::string& path,
                         const std::string& body = "");
  /// Their names, also of those that have ended.
  std::vector<std::string> containers();

 private:
  TempDir directory_;
  std::unique_ptr<Process> process_;
};

}  // namespace acrida::tests
