// TlsFiles: the certificate of the web UI.
#pragma once

#include <string>

#include <boost/asio/ssl/context.hpp>

#include "core/base/result.hpp"

namespace acrida {

/// Paths of PEM files: the certificate with those that lead to an authority, and its key, which no
/// password protects.
struct TlsFiles {
  std::string certificate;  // "" = no TLS
  std::string key;
};

/// For TLS 1.2 and later. The error names the file and what is wrong with it.
Result<boost::asio::ssl::context> server_context(const TlsFiles& files);

}  // namespace acrida
