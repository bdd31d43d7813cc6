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

/// Whether what is sent to this host, a name or an address, stays on this machine.
bool is_loopback(const std::string& host);

/// What other machines call a master that listens on `bind_host`: the address itself; for "*" and
/// the like that of this machine on its default route; for an interface its address; else the
/// machine's name.
std::string reachable_host(const std::string& bind_host);

}  // namespace acrida::link
