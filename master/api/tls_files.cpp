// TlsFiles: the certificate of the web UI.
#include "master/api/tls_files.hpp"

#include <openssl/ssl.h>

namespace acrida {

namespace ssl = boost::asio::ssl;

Result<ssl::context> server_context(const TlsFiles& files) {
  ssl::context context(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  boost::system::error_code error;
  const auto no_password = [](std::size_t, ssl::context::password_purpose) {
    return std::string();  // else OpenSSL asks on the terminal
  };
  context.set_password_callback(no_password, error);
  context.use_certificate_chain_file(files.certificate, error);
  if (error)
    return Error{"--tls-cert " + files.certificate + " cannot be used: " + error.message() +
                 "; name a PEM file with the certificate"};
  context.use_private_key_file(files.key, ssl::context::pem, error);
  if (error)
    return Error{"--tls-key " + files.key + " cannot be used: " + error.message() +
                 "; name a PEM file with the certificate's key, without a password"};
  return context;
}

}  // namespace acrida
