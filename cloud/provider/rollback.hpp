// rolled_back: how a clone fails that has made something.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "cloud/provider/cloud_provider.hpp"

namespace acrida {

/// For all calls of a rollback: who has given the clone up waits for it.
inline constexpr std::chrono::seconds kRollbackLimit{10};

/// `undo` succeeds when nothing of the machine is left; its token is stopped at the limit. Returns
/// `why`, or that the outcome is not known, with both causes. Blocks; any thread.
CloudError rolled_back(CloudError why,
                       const std::function<CloudResult<Done>(const std::stop_token&)>& undo);

}  // namespace acrida
