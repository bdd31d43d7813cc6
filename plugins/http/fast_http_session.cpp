// FastHttpClient::Session: idle connections.
#include "fast_http_session.hpp"

#include <algorithm>
#include <utility>

#include "tls_contexts.hpp"

namespace acrida {

std::shared_ptr<HttpConnection> FastHttpClient::Session::take_idle(const HttpOrigin* origin,
                                                                   const SSL_CTX* trust, Time now) {
  for (std::size_t i = idle.size(); i-- > 0;) {
    if (idle[i]->origin != origin || idle[i]->trust != trust) continue;
    auto connection = std::move(idle[i]);
    idle.erase(idle.begin() + static_cast<std::ptrdiff_t>(i));
    const auto idle_time = now - connection->idle_since;
    if (idle_time < kTrusted || (idle_time < kMaxIdleTime && !connection->is_stale()))
      return connection;
    drop(connection);
  }
  return nullptr;
}

void FastHttpClient::Session::keep_idle(std::shared_ptr<HttpConnection> connection, Time since) {
  connection->idle_since = since;
  if (idle.size() == kMaxIdleConnections) {
    drop(idle.front());
    idle.erase(idle.begin());
  }
  idle.push_back(std::move(connection));
}

void FastHttpClient::Session::drop(const std::shared_ptr<HttpConnection>& connection) {
  if (!connection->tls) return;
  TlsSession session = connection->tls->session();
  if (!session) return;
  tls_session = std::move(session);
  tls_origin = connection->origin;
  tls_trust = connection->trust;
}

void FastHttpClient::Session::close_idle(const HttpOrigin* origin) {
  std::erase_if(idle, [&](const auto& connection) { return connection->origin == origin; });
}

SSL_CTX* FastHttpClient::Session::trust(bool verify, const std::string& ca_file) {
  auto& contexts = boost::asio::use_service<TlsContexts>(engine.loop());
  return contexts.get(verify, ca_file).native_handle();
}

TlsSession FastHttpClient::Session::tls_session_for(const HttpConnection& connection) const {
  const bool fits = tls_trust == connection.trust && tls_origin == connection.origin;
  if (!fits || !tls_session) return nullptr;
  SSL_SESSION_up_ref(tls_session.get());
  return TlsSession(tls_session.get());
}

}  // namespace acrida
