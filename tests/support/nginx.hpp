// Nginx: Debian's web server as an independent witness of the load.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

/// What the access log says about one "GET /path".
struct AccessCount {
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;  // statuses of 400 and above
  std::uint64_t body_bytes = 0;
  auto operator<=>(const AccessCount&) const = default;
};

/// One request, as the access log has it.
struct AccessLine {
  std::string request;  // "GET /path", without the query
  int status = 0;
  std::uint64_t body_bytes = 0;
  double answered_s = 0;  // since the epoch
  std::string from;       // of the query, `?from=...`; "-" without it
  std::uint64_t connection = 0;
};

/// Serves, on a free port of the loopback address, /items and /item (JSON), /missing (404),
/// /status-503, /slow (2 seconds, 30 KB) and /echo (for POST); each request is one line of the log.
///
/// For HTTP clients there are also /moved, /moved-twice and /circle (redirects), /login?user=... (a
/// cookie), /private (alice, "wonder land"), /zipped (20 KB), /closing (no keep-alive), /described
/// (headers X-Was, X-Connection, ... tell what came) and, on a port with TLS, /item, /brief (one
/// second of keep-alive) and /closing (X-Protocol, X-Reused).
///
///   Nginx nginx;
///   http_get(nginx.url() + "/item?id=7");
///   EXPECT_EQ(nginx.access_log().at("GET /item").requests, 1);
class Nginx final {
 public:
  /// Throws when it does not start.
  Nginx();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Its certificate is self-signed: certificate().
  std::string tls_url() const { return "https://127.0.0.1:" + std::to_string(tls_port_); }
  std::filesystem::path certificate() const { return directory_ / "certificate.pem"; }
  /// Counts per method and path without the query, once the log has come to rest.
  std::map<std::string, AccessCount> access_log() const;
  /// In the order of their answers; after access_log().
  std::vector<AccessLine> lines() const;
  /// Each "GET /path" in the order of their answers; after access_log().
  std::vector<std::string> requests() const;
  /// How many different connections the requests came on; after access_log().
  std::size_t connections() const;

 private:
  TempDir directory_;
  std::uint16_t port_ = 0;
  std::uint16_t tls_port_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace acrida::tests
