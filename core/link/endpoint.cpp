// Endpoint: a host and port in ZeroMQ's form.
#include "core/link/endpoint.hpp"

#include <memory>
#include <netdb.h>
#include <sys/socket.h>

namespace acrida::link {

namespace {

bool resolves_to(const std::string& host, int family) {
  addrinfo hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return false;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  return found != nullptr;
}

}  // namespace

std::string address_of(const std::string& host, std::uint16_t port) {
  const bool bare_ipv6 = host.find(':') != std::string::npos && host.front() != '[';
  return (bare_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string endpoint_of(const std::string& host, std::uint16_t port) {
  return "tcp://" + address_of(host, port);
}

bool needs_ipv6(const std::string& host) {
  if (host == "*" || host.find(':') != std::string::npos) return true;
  return !resolves_to(host, AF_INET) && resolves_to(host, AF_INET6);
}

}  // namespace acrida::link
