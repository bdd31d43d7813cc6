// CloudOptions: which provider, and how it is found.
#include "cloud/options.hpp"

#include <CLI/App.hpp>

#include "core/cli/validators.hpp"

namespace acrida {

void declare_cloud_options(CLI::App& app, CloudOptions& options) {
  const char* const group = "Cloud";
  app.add_option("--cloud", options.provider,
                 "Who makes machines with slaves: process (slaves on this host), libvirt (virtual "
                 "machines of a hypervisor), lxd (LXD or Incus), docker (Docker or podman), triton "
                 "(Joyent CloudAPI), ec2 (Amazon), exec (a command of your own) or none")
      ->check(one_of(
          {"process", "libvirt", "lxd", "docker", "triton", "ec2", "exec", CloudOptions::kNone}))
      ->type_name("PROVIDER")
      ->envname("ACRIDA_CLOUD")
      ->capture_default_str()
      ->group(group);
  app.add_option_function<std::string>(
         "--template-tag",
         [&options](const std::string& text) {
           auto tag = parse_tag(text);
           if (!tag) throw CLI::ValidationError("--template-tag", tag.error().what);
           options.template_tag = *tag;
         },
         "The tag of the templates that machines are made from; default acrida=slave-template")
      ->type_name("KEY=VALUE")
      ->envname("ACRIDA_TEMPLATE_TAG")
      ->group(group);
  declare_exec_options(app, options.exec);
  declare_lxd_options(app, options.lxd);
  declare_docker_options(app, options.docker);
  declare_libvirt_options(app, options.libvirt);
  declare_triton_options(app, options.triton);
  declare_ec2_options(app, options.ec2);
}

}  // namespace acrida
