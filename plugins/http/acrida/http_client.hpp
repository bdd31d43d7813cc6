// HttpClient: HTTP by libcurl.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <acrida/http_client_base.hpp>

namespace acrida {

/// HTTP/1.1 on libcurl's multi interface: keep-alive, redirects, cookies, compression (gzip, deflate,
/// br, zstd), TLS with verification, proxies, time limits, basic authentication. [shard]
class HttpClient final : public HttpClientBase {
 public:
  explicit HttpClient(User& user);
  ~HttpClient();

  task<Response> send(std::string_view method, std::string_view path, std::string body,
                      std::string_view content_type, HttpRequest request = {}) override;

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
