// Deployed: the shipped files of cloud/deploy, with folders of a test's own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

/// As installed, but for the paths: /etc/acrida is etc(), /var/log/acrida is log(), and so on.
///
///   Deployed machine;
///   write_file(machine.etc() / "slave.env", "ACRIDA_MASTER_NODE_PORT=5557\n");
///   Process supervisord({machine.file("slave_env"), "supervisord", "-n", "-c", ...});
class Deployed final {
 public:
  Deployed();

  std::string file(const std::string& name) const { return (folder_ / "deploy" / name).string(); }
  std::filesystem::path etc() const { return folder_ / "etc"; }
  std::filesystem::path log() const { return folder_ / "log"; }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TempDir folder_;
};

/// Whether there is such a program.
bool is_on_path(const std::string& program);

}  // namespace acrida::tests
