// LibvirtServer: a real libvirt of the test's own, with QEMU without hardware virtualisation.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cloud/libvirt/libvirt_options.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

/// It has the domain `template`, whose disk, kernel and configuration are those of `acrida cloud
/// template build`, and the pool `default`. Looked at by virsh. What runs ends with it.
class LibvirtServer final {
 public:
  /// "" or why there can be none.
  static std::string missing();

  LibvirtServer();

  LibvirtOptions options() const;
  /// Standard output; fails the current test when virsh does.
  std::string virsh(std::vector<std::string> words) const;
  /// Sorted.
  std::vector<std::string> domains() const;
  std::vector<std::string> volumes() const;
  std::string pool_folder() const { return folder() + "/pool"; }
  /// Defines a domain like the template with other text in its XML.
  void define(const std::string& name, const std::string& text, const std::string& instead) const;
  /// To the server itself; its machines go on.
  void signal(int number) const;

 private:
  std::string folder() const { return directory_.path(); }

  TempDir directory_;
  std::unique_ptr<Process> process_;
};

}  // namespace acrida::tests
