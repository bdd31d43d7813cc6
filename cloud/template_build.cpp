// TemplateBuild: what slave machines are made of, from a Debian and this program.
#include "cloud/template_build.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unistd.h>

#include <CLI/App.hpp>

#include "core/cli/failure.hpp"
#include "core/cli/validators.hpp"
#include "core/process/child_process.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

constexpr char kScript[] = "template/build.sh";

/// Beside the executable where it was built, in share where it is installed.
fs::path script() {
  const fs::path here = fs::path(own_executable()).parent_path();
  std::error_code ignored;
  for (const fs::path& folder : {here / "deploy", here.parent_path() / "share/acrida/deploy"})
    if (fs::exists(folder / kScript, ignored)) return folder / kScript;
  return {};
}

}  // namespace

void declare_template_build(CLI::App& app, TemplateBuildOptions& options) {
  app.add_option("--kind", options.kind,
                 "For build: libvirt (a disk, a kernel and a domain), lxd (an image) or container "
                 "(a root folder, the base of an image)")
      ->check(one_of({"libvirt", "lxd", "container"}))
      ->type_name("KIND");
  app.add_option("--output", options.output, "For build: the folder that gets it")
      ->type_name("DIR");
  app.add_option("--package", options.package,
                 "For build: the Debian package that goes in; default this executable")
      ->check(CLI::ExistingFile)
      ->type_name("FILE");
}

int build_template(const TemplateBuildOptions& options) {
  if (options.kind.empty() || options.output.empty())
    return fail(
        "cloud template build: say what it is for and where it goes: --kind libvirt --output DIR");
  const std::string path = script();
  if (path.empty())
    return fail(
        "cloud template build: there is no share/acrida/deploy beside this executable: install the "
        "package");
  const bool has_package = !options.package.empty();
  const std::string program = has_package ? options.package : own_executable();
  ::execl("/bin/sh", "sh", path.c_str(), "--kind", options.kind.c_str(), "--output",
          options.output.c_str(), has_package ? "--package" : "--executable", program.c_str(),
          static_cast<char*>(nullptr));
  return fail(std::string("cloud template build: /bin/sh: ") + std::strerror(errno));
}

}  // namespace acrida
