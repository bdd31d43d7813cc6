// FastHttpClient::Session: what a client keeps between requests.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <acrida/fast_http_client.hpp>

#include "cookie_jar.hpp"
#include "fast_http_engine.hpp"
#include "http_connection.hpp"
#include "http_url.hpp"

namespace acrida {

/// Connections, cookies, and what is the same in request after request. [shard]
struct FastHttpClient::Session {
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kMaxIdleConnections = 100;
  /// A connection that has been idle for longer is looked at before it is used: that takes a system
  /// call, and servers close and complain after a while, not at once.
  static constexpr std::chrono::seconds kTrusted{1};
  static constexpr std::chrono::seconds kMaxIdleTime{
      118};  // as in libcurl: for what firewalls drop

  explicit Session(FastHttpEngine& shard_engine) : engine(shard_engine) {}

  /// An open connection to there; null when there is none.
  std::shared_ptr<HttpConnection> take_idle(const HttpOrigin* origin, const SSL_CTX* trust,
                                            Time now);
  void keep_idle(std::shared_ptr<HttpConnection> connection, Time since);
  void close_idle(const HttpOrigin* origin);
  /// For TLS with these settings of the client. Throws NetworkError.
  SSL_CTX* trust(bool verify, const std::string& ca_file);
  /// To begin this connection with; null when there is none.
  TlsSession tls_session_for(const HttpConnection& connection) const;
  /// Notes the TLS session of a connection that ends.
  void drop(const std::shared_ptr<HttpConnection>& connection);

  FastHttpEngine& engine;
  std::vector<std::shared_ptr<HttpConnection>> idle;  // the one that was used last at the end
  CookieJar cookies;

  BaseUrl* base = nullptr;  // of the user's host; null until it is known

  /// As BaseUrl's, with the headers of a client that has some.
  struct OwnLines {
    std::string text;
    const BaseUrl* base = nullptr;
    std::uint32_t version = 0;
    bool compression = false;
  };
  std::unique_ptr<OwnLines> own_lines;

  const HttpOrigin* tls_origin = nullptr;  // of the last TLS connection that ended
  SSL_CTX* tls_trust = nullptr;
  TlsSession tls_session;
};

}  // namespace acrida
