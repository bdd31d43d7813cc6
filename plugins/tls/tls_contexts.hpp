// TlsContexts: OpenSSL's contexts, which are too large for each user to have one.
#pragma once

#include <map>
#include <string>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/ssl/context.hpp>

namespace acrida {

/// A service of the shard's io_context: the trusted authorities are read once for a shard. [shard]
class TlsContexts final : public boost::asio::execution_context::service {
 public:
  static boost::asio::execution_context::id id;
  using boost::asio::execution_context::service::service;

  /// For connections that trust the authorities of this file (the system's when empty), or anyone
  /// when `verify` is off. Lives as long as the loop. Throws NetworkError.
  boost::asio::ssl::context& get(bool verify, const std::string& ca_file);

 private:
  static constexpr std::size_t kMaxContexts = 100;

  void shutdown() override {}

  std::map<std::string, boost::asio::ssl::context>
      by_ca_file_;  // after "="; "-" for no verification
};

}  // namespace acrida
