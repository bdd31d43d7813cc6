// HttpUrl: Boost.URL's reading of it.
#include "http_url.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <boost/url.hpp>

namespace acrida {
namespace {

namespace urls = boost::urls;

[[noreturn]] void refuse(std::string_view text, const char* why) {
  throw std::invalid_argument("bad URL " + std::string(text) + ": " + why);
}

/// With percent signs in place of what the standard does not allow in a URL and people write all the
/// same, in paths and queries; spaces only where `spaces` says so.
std::string allowed(std::string_view text, bool spaces) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const std::size_t host = text.find("//");
  const std::size_t path = host == std::string_view::npos
                               ? 0
                               : std::min(text.find_first_of("/?#", host + 2), text.size());
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_odd = byte >= 0x80 || (byte == ' ' && spaces) ||
                        std::string_view("\"<>\\^`{|}[]").find(text[i]) != std::string_view::npos;
    if (i < path || !is_odd) {
      out += text[i];
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

/// Of a name or an address: what else a URL may hide in a host, names and certificates do not have.
bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~:").find(c) != std::string_view::npos;
}

std::string lower_case_of(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

/// 0 when it is none.
std::uint16_t port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? port : 0;
}

}  // namespace

HttpUrl HttpUrl::parse(std::string_view text) {
  const std::string written = allowed(text, false);
  const auto parsed = urls::parse_uri(written);
  if (!parsed) refuse(text, "write http://host:port/path");
  const urls::url_view& view = *parsed;
  HttpUrl url;
  const std::string scheme = lower_case_of(view.scheme());
  const bool is_socket_file = scheme == "http+unix";
  url.origin.tls = scheme == "https";
  if (!is_socket_file && !url.origin.tls && scheme != "http")
    refuse(text, "the scheme must be http, https or http+unix");
  url.origin.host = is_socket_file ? std::string(view.host()) : lower_case_of(view.host_address());
  if (url.origin.host.empty()) refuse(text, "it has no host");
  if (is_socket_file && url.origin.host.find('\0') != std::string::npos)
    refuse(text, "the path of the socket has a zero byte");
  if (!is_socket_file &&
      !std::all_of(url.origin.host.begin(), url.origin.host.end(), is_host_character))
    refuse(text, "the host is no name and no address");
  if (is_socket_file) {
    url.origin.port = 0;
    url.origin.authority = "localhost";
  } else {
    const std::uint16_t usual = url.origin.tls ? 443 : 80;
    const std::string_view port = view.port();
    url.origin.port = port.empty() ? usual : port_of(port);
    if (url.origin.port == 0) refuse(text, "the port must be 1 to 65535");
    url.origin.authority = lower_case_of(view.encoded_host());
    if (url.origin.port != usual) url.origin.authority += ":" + std::to_string(url.origin.port);
  }
  url.user = view.user();
  url.password = view.password();
  url.target = std::string(std::string_view(view.encoded_target()));
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

HttpUrl HttpUrl::resolve(std::string_view reference) const {
  const std::string written = allowed(reference, true);
  const auto relative = urls::parse_uri_reference(written);
  if (!relative) refuse(reference, "the server redirects to it");
  const std::string here = allowed(text(), true);
  const auto base = urls::parse_uri(here);
  urls::url resolved;
  if (!base || !urls::resolve(*base, *relative, resolved))
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
