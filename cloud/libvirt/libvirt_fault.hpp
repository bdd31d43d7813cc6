// libvirt_fault: what libvirt's errors mean for a fleet.
#pragma once

#include <string_view>

#include "cloud/provider/cloud_error.hpp"

namespace acrida {

/// `code` is a virErrorNumber; some hypervisors say what it is in the message alone. Pure.
CloudFault fault_of_libvirt(int code, std::string_view message);

}  // namespace acrida
