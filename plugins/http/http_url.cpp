// HttpUrl: Boost.URL's reading of it.
#include "http_url.hpp"

#include <charconv>
#include <stdexcept>

#include <boost/url.hpp>

namespace acrida {
namespace {

namespace urls = boost::urls;

[[noreturn]] void refuse(std::string_view text, const char* why) {
  throw std::invalid_argument("bad URL " + std::string(text) + ": " + why);
}

/// 0 when it is none.
std::uint16_t port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? port : 0;
}

}  // namespace

HttpUrl HttpUrl::parse(std::string_view text) {
  const auto parsed = urls::parse_uri(text);
  if (!parsed) refuse(text, "write http://host:port/path");
  const urls::url_view& view = *parsed;
  HttpUrl url;
  const std::string_view scheme = view.scheme();
  const bool is_socket_file = scheme == "http+unix";
  url.origin.tls = scheme == "https";
  if (!is_socket_file && !url.origin.tls && scheme != "http")
    refuse(text, "the scheme must be http, https or http+unix");
  url.origin.host = is_socket_file ? view.host() : view.host_address();
  if (url.origin.host.empty()) refuse(text, "it has no host");
  if (is_socket_file) {
    url.origin.port = 0;
    url.origin.authority = "localhost";
  } else {
    const std::uint16_t usual = url.origin.tls ? 443 : 80;
    const std::string_view port = view.port();
    url.origin.port = port.empty() ? usual : port_of(port);
    if (url.origin.port == 0) refuse(text, "the port must be 1 to 65535");
    url.origin.authority = std::string(std::string_view(view.encoded_host()));
    if (url.origin.port != usual) url.origin.authority += ":" + std::to_string(url.origin.port);
  }
  url.user = view.user();
  url.password = view.password();
  url.target = std::string(std::string_view(view.encoded_target()));
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

HttpUrl HttpUrl::resolve(std::string_view reference) const {
  const auto relative = urls::parse_uri_reference(reference);
  if (!relative) refuse(reference, "the server redirects to it");
  const std::string base = text();
  urls::url resolved;
  if (!urls::resolve(urls::url_view(base), *relative, resolved))
    refuse(reference, "the server redirects to it");
  resolved.normalize_path();
  HttpUrl url = parse(std::string_view(resolved.buffer()));
  while (url.target.starts_with("/../")) url.target.erase(0, 3);  // above the root is the root
  return url;
}

std::string HttpUrl::text() const {
  if (origin.port > 0) return (origin.tls ? "https://" : "http://") + origin.authority + target;
  const std::string host = urls::encode(origin.host, urls::unreserved_chars);
  return "http+unix://" + host + target;
}

}  // namespace acrida
