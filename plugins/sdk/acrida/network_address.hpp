// NetworkAddress: where a client connects to, as people write it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace acrida {

struct NetworkAddress {
  std::string scheme;  // "tls"; empty when none was given
  std::string host;    // a name or an IP address, without brackets
  std::uint16_t port = 0;

  /// "host:port", for messages.
  std::string text() const;
  /// "host:port" or "scheme://host:port", an IPv6 address in brackets; a "/" at the end is ignored.
  /// Throws std::invalid_argument, with the remedy, for anything else and when it is empty. [any]
  static NetworkAddress parse(std::string_view text);
};

}  // namespace acrida
