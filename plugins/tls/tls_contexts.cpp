// TlsContexts: reading the trusted authorities.
#include "tls_contexts.hpp"

#include <stdexcept>

#include <acrida/network_error.hpp>

namespace acrida {

namespace ssl = boost::asio::ssl;

boost::asio::execution_context::id TlsContexts::id;

ssl::context& TlsContexts::get(bool verify, const std::string& ca_file) {
  const std::string wanted = verify ? "=" + ca_file : "-";
  if (const auto found = by_ca_file_.find(wanted); found != by_ca_file_.end()) return found->second;
  if (by_ca_file_.size() == kMaxContexts)
    throw std::runtime_error("tls: more than " + std::to_string(kMaxContexts) +
                             " different values of ca_file");
  ssl::context context(ssl::context::tls_client);
  boost::system::error_code error;
  if (verify) {
    context.set_verify_mode(ssl::verify_peer);
    if (ca_file.empty())
      context.set_default_verify_paths(error);
    else
      context.load_verify_file(ca_file, error);
  }
  if (error)
    throw NetworkError(error, "tls: cannot read the ca_file " + ca_file + ": " + error.message());
  return by_ca_file_.emplace(wanted, std::move(context)).first->second;
}

}  // namespace acrida
