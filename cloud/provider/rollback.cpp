// rolled_back: how a clone fails that has made something.
#include "cloud/provider/rollback.hpp"

#include <thread>

#include "cloud/provider/call_pause.hpp"

namespace acrida {

CloudError rolled_back(CloudError why,
                       const std::function<CloudResult<Done>(const std::stop_token&)>& undo) {
  std::stop_source limit;
  const std::jthread clock([&limit](const std::stop_token& is_over) {
    if (pause_unless(is_over, kRollbackLimit)) limit.request_stop();
  });
  const CloudResult<Done> undone = undo(limit.get_token());
  const auto* left = std::get_if<CloudError>(&undone);
  if (left == nullptr) return why;
  return {CloudFault::outcome_unknown, why.step,
          why.cause + "; what was made cannot be undone: " + left->cause};
}

}  // namespace acrida
