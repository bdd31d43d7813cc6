// TlsChannel: TLS of a connection as bytes in, bytes out.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace acrida {

struct TlsSessionFree {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using TlsSession = std::unique_ptr<SSL_SESSION, TlsSessionFree>;

/// OpenSSL without sockets and without buffers of its own for what is idle: received bytes are lent
/// to it, what it wants to send is appended to `outgoing`. A client. One owner.
class TlsChannel {
 public:
  enum class Result { done, wants_more, closed, failed };

  /// `host` is checked against the certificate when `verify`; `session` may be null.
  TlsChannel(SSL_CTX* context, const std::string& host, bool verify, SSL_SESSION* session);

  /// Bytes from the server, which stay where they are until read() or shake_hands() wants more, or
  /// until keep().
  void lend(std::string_view bytes);
  /// Copies what is left of the bytes lent.
  void keep();

  /// Until done; flush `outgoing` after each call. On failure, failure() says why.
  Result shake_hands();
  /// Appends the records of these bytes to `outgoing`.
  Result write(std::string_view bytes);
  /// What came, decrypted, into `space`: `received` > 0 when done.
  Result read(char* space, std::size_t size, std::size_t& received);

  /// Bytes to send; the owner takes them out.
  std::string outgoing;
  const std::string& failure() const { return failure_; }
  /// Nothing that came is left to be read.
  bool is_drained();
  /// To begin another connection with; null when there is none. This one is not used after that.
  TlsSession session();

 private:
  struct SslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  friend struct TlsChannelBio;
  Result judge(int result);

  std::unique_ptr<SSL, SslFree> ssl_;
  std::string_view unread_;
  std::string kept_;
  std::string failure_;
};

}  // namespace acrida
