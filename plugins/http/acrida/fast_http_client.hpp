// FastHttpClient: HTTP on plain sockets, for more load per core.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <acrida/http_client_base.hpp>

namespace acrida {

/// HTTP/1.1 with keep-alive, redirects, cookies, compression (gzip, deflate, br), TLS with
/// verification and session reuse, IPv6, Unix sockets (http+unix://%2Frun%2Fapp.sock), time limits,
/// basic authentication; less than half the CPU time of HttpClient. No proxies, no HTTP/2. A request whose
/// connection turns out to have been closed by the server meanwhile is sent once more on a new one,
/// as libcurl does. [shard]
class FastHttpClient final : public HttpClientBase {
 public:
  explicit FastHttpClient(User& user);
  ~FastHttpClient();

  task<Response> send(std::string_view method, std::string_view path, std::string body,
                      std::string_view content_type, HttpRequest request = {}) override;

  /// Bodies are counted, and not kept: `body` of the answers is empty.
  bool discard_bodies = false;
  /// A larger body is a failed request.
  std::uint64_t max_body_bytes = 64u << 20;

 private:
  class Exchange;
  struct Session;
  Session& session();

  std::unique_ptr<Session> session_;  // null until the first request
};

}  // namespace acrida
