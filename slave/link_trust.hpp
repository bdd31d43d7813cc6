// LinkTrust: whether what comes from the master may be run on this machine.
#pragma once

#include <string>

#include "slave/options.hpp"

namespace acrida {

/// True when nobody but the master can speak on the link: it stays on this machine, or whoever
/// started the slave has vouched for the network.
inline bool link_is_trusted(const SlaveOptions& options) {
  const std::string& host = options.master_host;
  const bool is_loopback = host == "localhost" || host == "::1" || host.starts_with("127.");
  return is_loopback || options.insecure;
}

}  // namespace acrida
