// HttpUrl: where a request goes, and what is asked for there.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace acrida {

/// The server of a URL.
struct HttpOrigin {
  std::string host;         // a name or an IP address without brackets; of a socket file, its path
  std::uint16_t port = 80;  // 0: `host` is the path of a Unix socket
  bool tls = false;
  /// For the header Host: "shop.example", "[::1]:8080"; "localhost" for a socket file.
  std::string authority;

  auto operator<=>(const HttpOrigin&) const = default;
};

/// http://, https:// and http+unix://%2Frun%2Fapp.sock/path.
struct HttpUrl {
  HttpOrigin origin;
  std::string target;  // path and query as they are sent, "/" at least
  std::string user;    // of "http://user:password@host"; decoded
  std::string password;

  /// Throws std::invalid_argument, with the remedy.
  static HttpUrl parse(std::string_view text);
  /// What a Location header of this URL's answer means. Throws as parse().
  HttpUrl resolve(std::string_view reference) const;
  std::string text() const;  // without name and password
};

}  // namespace acrida
