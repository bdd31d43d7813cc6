// ProviderCalls: makes the calls of a provider, which block, on threads of its own.
#include "cloud/provider_calls.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace acrida {

ProviderCalls::ProviderCalls(boost::asio::any_io_executor loop,
                             std::unique_ptr<CloudProvider> provider, std::string fleet,
                             OnAnswer on_answer)
    : loop_(std::move(loop)),
      provider_(std::move(provider)),
      fleet_(std::move(fleet)),
      on_answer_(std::move(on_answer)) {}

ProviderCalls::~ProviderCalls() {
  *self_ = nullptr;
  for (auto& [call, one] : under_way_) one.stop.request_stop();
  threads_.stop();
  threads_.join();
}

void ProviderCalls::begin(std::uint64_t call, CloudRequest request, Instant deadline) {
  std::stop_source stop;
  const auto token = stop.get_token();
  under_way_.emplace(call, UnderWay{std::move(stop), deadline});
  boost::asio::post(threads_, [this, self = self_, call, token, request = std::move(request)] {
    CloudAnswer answer = carry_out(*provider_, fleet_, request, token);
    boost::asio::post(loop_, [self, call, answer = std::move(answer)]() mutable {
      if (*self == nullptr) return;
      (*self)->under_way_.erase(call);
      (*self)->on_answer_(call, std::move(answer));
    });
  });
}

void ProviderCalls::cancel(std::uint64_t call) {
  const auto found = under_way_.find(call);
  if (found != under_way_.end()) found->second.stop.request_stop();
}

void ProviderCalls::tick(Instant now) {
  for (auto& [call, one] : under_way_)
    if (now >= one.deadline) one.stop.request_stop();
}

}  // namespace acrida
