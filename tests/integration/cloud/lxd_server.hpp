// LxdServer: a real LXD of the test's own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cloud/http/http_call.hpp"
#include "cloud/lxd/lxd_options.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

/// In a folder, a network, and namespaces of mounts and processes of its own: when it ends, so does
/// all that it has started. Its template is the image of build.sh, which CTest has made.
///
///   LxdServer lxd;
///   lxd.make_instance("template", R"({"user.acrida":"slave-template"})");
///   LxdProvider cloud(lxd.options());
class LxdServer final {
 public:
  /// "" or why there can be none here.
  static std::string missing();

  /// Throws when it does not start.
  LxdServer();

  LxdOptions options() const;
  /// By TLS, with a certificate of this name; the server trusts it or not.
  LxdOptions remote_options(const std::string& name, bool is_trusted);
  /// An answer of the API, which has ended the operation; throws when it is an error.
  std::string ask(const std::string& method, const std::string& path, const std::string& body = "",
                  const std::string& type = "application/json");
  /// A stopped container; `config` and `devices` are objects in JSON.
  void make_instance(const std::string& name, const std::string& config,
                     const std::string& devices = "{}");
  /// Names in the default project.
  std::vector<std::string> instances();
  /// The fingerprint of its image.
  const std::string& image() const { return image_; }

 private:
  HttpCall call(const std::string& method, const std::string& path) const;

  TempDir directory_;
  std::unique_ptr<Process> process_;
  std::string image_;
};

}  // namespace acrida::tests
