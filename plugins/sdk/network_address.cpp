// NetworkAddress: parsing.
#include <charconv>
#include <stdexcept>

#include <acrida/network_address.hpp>

namespace acrida {

std::string NetworkAddress::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

NetworkAddress NetworkAddress::parse(std::string_view text) {
  if (text.empty())
    throw std::invalid_argument("no host: give --host, or set `host` in the class's constructor");
  NetworkAddress address;
  std::string_view rest = text;
  if (const auto end = rest.find("://"); end != std::string_view::npos) {
    address.scheme = rest.substr(0, end);
    rest.remove_prefix(end + 3);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const auto colon = rest.rfind(':');
  std::string_view host = rest.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? "" : rest.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  else if (host.find_first_of(":[]/@ ") != std::string_view::npos)
    host = {};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (host.empty() || address.port == 0 || error != std::errc() || end != port.data() + port.size())
    throw std::invalid_argument("host \"" + std::string(text) +
                                "\": give it as host:port or scheme://host:port");
  address.host = host;
  return address;
}

}  // namespace acrida
