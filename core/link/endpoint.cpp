// Endpoint: a host and port in ZeroMQ's form.
#include "core/link/endpoint.hpp"

#include <arpa/inet.h>
#include <array>
#include <ifaddrs.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <climits>

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

std::string text_of(const in_addr& address) {
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, &address, text.data(), text.size());
  return text.data();
}

/// The address that packets to other networks leave from; nothing is sent. Empty without a route.
std::string default_address() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return {};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  inet_pton(AF_INET, "192.0.2.1", &address.sin_addr);  // TEST-NET-1: an address of nobody
  socklen_t bytes = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool known = ::connect(fd, generic, bytes) == 0 && ::getsockname(fd, generic, &bytes) == 0;
  ::close(fd);
  return known ? text_of(address.sin_addr) : std::string();
}

std::string address_of_interface(const std::string& name) {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(all, &freeifaddrs);
  for (const ifaddrs* each = all; each != nullptr; each = each->ifa_next) {
    if (name != each->ifa_name || each->ifa_addr == nullptr) continue;
    if (each->ifa_addr->sa_family == AF_INET)
      return text_of(reinterpret_cast<const sockaddr_in*>(each->ifa_addr)->sin_addr);
  }
  return {};
}

std::string machine_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

}  // namespace

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host == "[::1]" || host.rfind("127.", 0) == 0;
}

std::string reachable_host(const std::string& bind_host) {
  std::string found;
  if (bind_host == "*" || bind_host == "0.0.0.0" || bind_host == "::" || bind_host == "[::]") {
    found = default_address();
  } else {
    found = address_of_interface(bind_host);
    if (found.empty()) return bind_host;
  }
  return found.empty() ? machine_name() : found;
}

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
