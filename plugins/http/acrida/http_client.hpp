// HttpClient: HTTP by libcurl.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <acrida/http_client_base.hpp>

namespace acrida {

/// HTTP/1.1 and HTTP/2 on libcurl's multi interface: keep-alive, redirects, cookies, compression
/// (gzip, deflate, br, zstd), TLS with verification, proxies, time limits, basic authentication.
/// [shard]
class HttpClient final : public HttpClientBase {
 public:
  explicit HttpClient(User& user);
  ~HttpClient();

  task<Response> send(std::string_view method, std::string_view path, std::string body,
                      std::string_view content_type, HttpRequest request = {}) override;

  /// Connections that are opened from now on speak HTTP/2 when the server agrees to it, which takes
  /// TLS: requests of a user at once are streams of its one connection.
  bool http2 = false;
  /// Connections are shared with the other users of the shard that say so too, which with HTTP/2
  /// makes one of them; cookies stay the user's own.
  bool share_connections = false;
  /// "http://host:port"; none when empty: the environment's proxy settings are not used.
  std::string proxy;

 private:
  friend class TransferPool;
  class Transfer;
  struct Session;
  Session& session();

  std::unique_ptr<Session> session_;  // null until the first request
};

}  // namespace acrida
