// Endpoint: a host and port in ZeroMQ's form.
#pragma once

#include <cstdint>
#include <string>

namespace acrida::link {

/// "tcp://127.0.0.1:5557"; an IPv6 address gets its brackets.
std::string endpoint_of(const std::string& host, std::uint16_t port);

/// "127.0.0.1:5557", as people write it.
std::string address_of(const std::string& host, std::uint16_t port);

/// Whether a socket for this host must speak IPv6. A name with both kinds of address is reached by
/// IPv4: ZeroMQ tries only the first address, and "localhost" would be ::1, where few listen.
/// Resolves names, so it may block.
bool needs_ipv6(const std::string& host);

}  // namespace acrida::link
