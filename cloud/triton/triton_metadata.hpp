// triton_metadata: what a new machine is told, where machines of Triton read it.
#pragma once

#include <map>
#include <string>

#include "cloud/provider/clone_spec.hpp"

namespace acrida {

/// acrida-environment, the text of /etc/acrida/slave.env; cloud-init:user-data, for images with
/// cloud-init; user-script, which does the same where there is none.
std::map<std::string, std::string> triton_metadata(const CloneSpec& spec);

}  // namespace acrida
