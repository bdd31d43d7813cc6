// triton_metadata: what a new machine is told, where machines of Triton read it.
#include "cloud/triton/triton_metadata.hpp"

#include "cloud/provider/slave_boot.hpp"

namespace acrida {

std::map<std::string, std::string> triton_metadata(const CloneSpec& spec) {
  return {{"acrida-environment", environment_file(spec)},
          {"cloud-init:user-data", user_data(spec)},
          {"user-script",
           "#!/bin/sh\n"
           "command -v cloud-init >/dev/null && exit 0\n"
           "umask 077\n"
           "mkdir -p /etc/acrida\n"
           "mdata-get acrida-environment >/etc/acrida/slave.env || exit 1\n"
           "systemctl start acrida-slaves.target || systemctl restart supervisor\n"}};
}

}  // namespace acrida
