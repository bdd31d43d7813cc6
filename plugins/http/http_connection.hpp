// HttpConnection: one connection of a FastHttpClient.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>

#include <acrida/request_phases.hpp>
#include <acrida/task.hpp>

#include "fast_http_engine.hpp"
#include "http_url.hpp"
#include "operation_deadline.hpp"
#include "ready_socket.hpp"
#include "tls_channel.hpp"

namespace acrida {

/// A TCP or Unix socket, with TLS or without. What can be sent at once is sent without a word to the
/// loop. [shard]
class HttpConnection {
 public:
  /// `to` is known() to the engine; `tls_trust` is null for a connection without TLS.
  HttpConnection(FastHttpEngine& engine, const HttpOrigin* to, SSL_CTX* tls_trust);
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  /// Throws NetworkError, with a reason in libcurl's words.
  task<> connect();
  /// After connect(). `session`, which may be null, outlives the call.
  task<> shake_hands(bool verify, SSL_SESSION* session);

  /// Sends head and body, or as much of them as the socket takes now; the rest is send_more()'s.
  boost::system::error_code write(std::string_view head, std::string_view body);
  bool has_unsent() const { return !unsent_.empty(); }
  boost::system::error_code send_more();
  /// What has come, 0 with an error: would_block, eof or another.
  std::size_t receive(char* space, std::size_t size, boost::system::error_code& error);
  /// It was closed by the server, or says something that nobody asked for.
  bool is_stale();

  const HttpOrigin* const origin;
  SSL_CTX* const trust;
  ReadySocket socket;
  std::optional<TlsChannel> tls;
  OperationDeadline deadline;  // closes the socket
  RequestPhases phases;        // those of connect() and shake_hands()
  std::chrono::steady_clock::time_point idle_since{};

 private:
  task<boost::system::error_code> flush();
  boost::system::error_code send_now(std::string_view first, std::string_view second);

  FastHttpEngine& engine_;
  std::string unsent_;
  std::size_t unsent_begin_ = 0;
};

}  // namespace acrida
