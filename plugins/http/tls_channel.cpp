// TlsChannel: OpenSSL over a BIO of our own.
#include "tls_channel.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <new>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace acrida {

/// The callbacks of the BIO whose data is a TlsChannel.
struct TlsChannelBio {
  static int read(BIO* bio, char* space, int size) {
    auto& channel = *static_cast<TlsChannel*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    if (channel.unread_.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const std::size_t taken = std::min(channel.unread_.size(), static_cast<std::size_t>(size));
    std::memcpy(space, channel.unread_.data(), taken);
    channel.unread_.remove_prefix(taken);
    return static_cast<int>(taken);
  }
  static int write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    static_cast<TlsChannel*>(BIO_get_data(bio))
        ->outgoing.append(bytes, static_cast<std::size_t>(size));
    return size;
  }
  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static BIO_METHOD* method() {
    static BIO_METHOD* const made = [] {
      BIO_METHOD* const bytes = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "acrida");
      if (!bytes) throw std::bad_alloc();
      BIO_meth_set_read(bytes, &TlsChannelBio::read);
      BIO_meth_set_write(bytes, &TlsChannelBio::write);
      BIO_meth_set_ctrl(bytes, &TlsChannelBio::control);
      return bytes;
    }();
    return made;
  }
};

TlsChannel::TlsChannel(SSL_CTX* context, const std::string& host, bool verify, SSL_SESSION* session)
    : ssl_(SSL_new(context)) {
  BIO* const bio = BIO_new(TlsChannelBio::method());
  if (!ssl_ || !bio) throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_connect_state(ssl_.get());
  SSL_set_mode(ssl_.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                               SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_set_read_ahead(ssl_.get(), 1);
  unsigned char address[16];
  const bool is_address = inet_pton(AF_INET, host.c_str(), address) == 1 ||
                          inet_pton(AF_INET6, host.c_str(), address) == 1;
  SSL_set_options(ssl_.get(), SSL_OP_NO_RENEGOTIATION);
  bool good = is_address || SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) == 1;
  X509_VERIFY_PARAM* const parameters = SSL_get0_param(ssl_.get());
  if (verify && is_address)
    good = X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1 && good;
  if (verify && !is_address)
    good = X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size()) == 1 && good;
  if (!good) throw std::runtime_error("tls: no certificate can be for the host " + host);
  if (session) SSL_set_session(ssl_.get(), session);
}

void TlsChannel::lend(std::string_view bytes) {
  if (!unread_.empty()) {
    keep();
    kept_.append(bytes);
    bytes = kept_;
  }
  unread_ = bytes;
}

void TlsChannel::keep() {
  std::string left(unread_);
  kept_ = std::move(left);
  unread_ = kept_;
}

TlsChannel::Result TlsChannel::judge(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Result::wants_more;
    case SSL_ERROR_ZERO_RETURN:
      return Result::closed;
    default:
      break;
  }
  const long verdict = SSL_get_verify_result(ssl_.get());
  const unsigned long error = ERR_get_error();
  const char* const reason = ERR_reason_error_string(error);
  if (ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED && verdict != X509_V_OK)
    failure_ = std::string("SSL peer certificate or SSH remote key was not OK: ") +
               X509_verify_cert_error_string(verdict);
  else
    failure_ = std::string("SSL connect error: ") + (reason ? reason : "the connection was closed");
  ERR_clear_error();
  return Result::failed;
}

TlsChannel::Result TlsChannel::shake_hands() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  return result == 1 ? Result::done : judge(result);
}

TlsChannel::Result TlsChannel::write(std::string_view bytes) {
  ERR_clear_error();
  while (!bytes.empty()) {
    std::size_t written = 0;
    const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written);
    if (result != 1) return judge(result);
    bytes.remove_prefix(written);
  }
  return Result::done;
}

TlsChannel::Result TlsChannel::read(char* space, std::size_t size, std::size_t& received) {
  ERR_clear_error();
  const int result = SSL_read_ex(ssl_.get(), space, size, &received);
  return result == 1 ? Result::done : judge(result);
}

bool TlsChannel::is_drained() {
  if (unread_.empty() && SSL_has_pending(ssl_.get()) == 0) return true;
  char byte = 0;
  std::size_t received = 0;
  return read(&byte, 1, received) == Result::wants_more;
}

TlsSession TlsChannel::session() {
  if (SSL_is_init_finished(ssl_.get()) == 0) return nullptr;
  // Else OpenSSL takes the end of the connection for a failure, and its session for a bad one.
  SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  TlsSession session(SSL_get1_session(ssl_.get()));
  return session && SSL_SESSION_is_resumable(session.get()) == 1 ? std::move(session) : nullptr;
}

}  // namespace acrida
