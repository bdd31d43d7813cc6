// resolve: getaddrinfo(3), offloaded.
#include "resolve.hpp"

#include <cstring>
#include <netdb.h>
#include <netinet/in.h>

#include <boost/asio/error.hpp>

#include <acrida/network_error.hpp>
#include <acrida/offload.hpp>

namespace acrida {
namespace {

namespace asio = boost::asio;
using Addresses = std::vector<asio::ip::address>;

Addresses look_up(std::string host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;  // each address once
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  const int failure = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (failure != 0)
    throw NetworkError(asio::error::host_not_found,
                       "look up " + host + ": " + gai_strerror(failure));
  Addresses addresses;
  for (const addrinfo* entry = list; entry; entry = entry->ai_next) {
    if (entry->ai_family == AF_INET) {
      const auto* const v4 = reinterpret_cast<const sockaddr_in*>(entry->ai_addr);
      addresses.push_back(asio::ip::address_v4(ntohl(v4->sin_addr.s_addr)));
    } else if (entry->ai_family == AF_INET6) {
      const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(entry->ai_addr);
      asio::ip::address_v6::bytes_type bytes;
      std::memcpy(bytes.data(), &v6->sin6_addr, bytes.size());
      addresses.push_back(asio::ip::address_v6(bytes, v6->sin6_scope_id));
    }
  }
  ::freeaddrinfo(list);
  if (addresses.empty())
    throw NetworkError(asio::error::host_not_found, "look up " + host + ": no address");
  return addresses;
}

}  // namespace

task<Addresses> resolve(std::string host) {
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(host, error);
  if (!error) co_return Addresses(1, address);
  co_return co_await offload(&look_up, std::move(host));
}

}  // namespace acrida
