// CloudOptions: which provider, and how it is found.
#pragma once

#include <string>

#include "cloud/docker/docker_options.hpp"
#include "cloud/ec2/ec2_options.hpp"
#include "cloud/exec/exec_options.hpp"
#include "cloud/libvirt/libvirt_options.hpp"
#include "cloud/lxd/lxd_options.hpp"
#include "cloud/provider/cloud_tags.hpp"
#include "cloud/triton/triton_options.hpp"

namespace CLI {
class App;
}

namespace acrida {

struct CloudOptions {
  static constexpr char kNone[] = "none";

  std::string provider = "process";
  ExecOptions exec;
  LxdOptions lxd;
  DockerOptions docker;
  LibvirtOptions libvirt;
  TritonOptions triton;
  Ec2Options ec2;
  TemplateTag template_tag;
  std::string data_dir;  // "" = the state folder
};

/// --cloud and what belongs to it; `options` outlives the parsing. [load-time]
void declare_cloud_options(CLI::App& app, CloudOptions& options);

}  // namespace acrida
