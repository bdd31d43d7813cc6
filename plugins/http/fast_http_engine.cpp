// FastHttpEngine: addresses and base URLs.
#include "fast_http_engine.hpp"

#include "resolve.hpp"

namespace acrida {

boost::asio::execution_context::id FastHttpEngine::id;

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

BaseUrl* FastHttpEngine::base_url(const std::string& host, const std::string& url) {
  const auto known_base = base_urls_.find(host);
  if (known_base != base_urls_.end()) return &known_base->second;
  BaseUrl base{host, HttpUrl::parse(url), nullptr, {}};
  base.origin = known(base.url.origin);
  return &base_urls_.emplace(host, std::move(base)).first->second;
}

}  // namespace acrida
