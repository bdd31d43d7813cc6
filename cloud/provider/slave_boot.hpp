// slave_boot: what a new machine is told, in the forms in which machines read it.
#pragma once

#include <map>
#include <string>

#include "cloud/provider/clone_spec.hpp"

namespace acrida {

/// Variables of `acrida slave`, `acrida cloud autostop` and `acrida cloud stop`. ACRIDA_ENROLMENT_TOKEN, if there is one,
/// is secret.
std::map<std::string, std::string> boot_environment(const CloneSpec& spec);

/// The same as lines KEY=VALUE, for a shell, systemd and containers; no value needs quotes. Templates
/// expect it as /etc/acrida/slave.env.
std::string environment_file(const CloneSpec& spec);

/// "#cloud-config" for cloud-init, which writes that file and starts the slaves.
std::string user_data(const CloneSpec& spec);

}  // namespace acrida
