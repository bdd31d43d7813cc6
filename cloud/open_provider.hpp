// open_provider: the provider that the options name, and whose machines they are.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cloud/options.hpp"
#include "cloud/provider/cloud_provider.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// The error is one line.
Result<std::unique_ptr<CloudProvider>> open_provider(const CloudOptions& options);

/// The same for each start of the master whose slaves come to this address; with a data directory,
/// for each start with that. Made at random once and kept in the folder.
Result<std::string> fleet_id(const CloudOptions& options, const std::string& host,
                             std::uint16_t port);

/// 16 hexadecimal digits.
std::string random_key();

}  // namespace acrida
