// TransferPool: taking and making.
#include "transfer_pool.hpp"

#include <algorithm>
#include <malloc.h>
#include <utility>

namespace acrida {

boost::asio::execution_context::id TransferPool::id;

TransferPool::TransferPool(boost::asio::execution_context& context)
    : service(context), engine_(boost::asio::use_service<CurlEngine>(context)) {
  shared_owner_.number = engine_.new_owner_number();
}

void TransferPool::shutdown() {
  idle_.clear();
  transfers_.clear();
}

void TransferPool::give_back(HttpClient::Transfer& transfer) {
  if (idle_.size() < kMaxIdle) return idle_.push_back(&transfer);
  const auto place = std::find_if(transfers_.begin(), transfers_.end(),
                                  [&](const auto& owned) { return owned.get() == &transfer; });
  std::swap(*place, transfers_.back());
  transfers_.pop_back();
  // The end of a burst, and nothing is in flight: what it took goes back to the system.
  if (transfers_.size() == kMaxIdle && std::exchange(most_, 0) >= kBurst) malloc_trim(0);
}

HttpClient::Transfer& TransferPool::take(ConnectionOwner& owner) {
  if (idle_.empty()) {
    transfers_.push_back(std::make_unique<HttpClient::Transfer>(*this));
    idle_.push_back(transfers_.back().get());
    most_ = std::max(most_, transfers_.size());
  }
  // A user's next request mostly follows its last one soon, so a look at the newest few is enough.
  constexpr std::size_t kLookedAt = 4;
  std::size_t chosen = idle_.size() - 1;
  for (std::size_t i = idle_.size(); i-- > 0 && idle_.size() - i <= kLookedAt;)
    if (idle_[i]->last_owner() == owner.number) chosen = i;
  HttpClient::Transfer& transfer = *idle_[chosen];
  idle_.erase(idle_.begin() + static_cast<std::ptrdiff_t>(chosen));
  return transfer;
}

}  // namespace acrida
