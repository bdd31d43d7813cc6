// FastHttpEngine: buffers and addresses.
#include "fast_http_engine.hpp"

#include <cstring>

#include "resolve.hpp"

namespace acrida {

boost::asio::execution_context::id FastHttpEngine::id;

FastHttpEngine::Bytes FastHttpEngine::take_buffer() {
  if (buffers_.empty()) return std::make_unique_for_overwrite<char[]>(kBufferBytes);
  Bytes buffer = std::move(buffers_.back());
  buffers_.pop_back();
  return buffer;
}

void FastHttpEngine::give_back(Bytes buffer) {
  if (buffers_.size() < kMaxIdleBuffers) buffers_.push_back(std::move(buffer));
}

task<FastHttpEngine::Addresses> FastHttpEngine::addresses_of(std::string host) {
  const auto now = std::chrono::steady_clock::now();
  const auto known = hosts_.find(host);
  if (known != hosts_.end() && now < known->second.until) co_return known->second.addresses;
  Addresses addresses = co_await resolve(host);
  constexpr std::size_t kMostHosts = 10'000;
  if (hosts_.size() >= kMostHosts) hosts_.clear();
  hosts_.insert_or_assign(std::move(host), Known{addresses, now + kAddressLife});
  co_return addresses;
}

void EngineBuffer::grow(std::size_t used) {
  auto larger = std::make_unique_for_overwrite<char[]>(FastHttpEngine::kLargeBufferBytes);
  std::memcpy(larger.get(), bytes_.get(), used);
  if (size_ == FastHttpEngine::kBufferBytes) engine_.give_back(std::move(bytes_));
  bytes_ = std::move(larger);
  size_ = FastHttpEngine::kLargeBufferBytes;
}

}  // namespace acrida
