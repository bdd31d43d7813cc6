// MasterClient: asks a running master for its machines.
#pragma once

#include <chrono>
#include <string>

#include "cloud/http/http_call.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// Its API by HTTP; each call blocks for kLimit at most.
class MasterClient final {
 public:
  static constexpr std::chrono::seconds kLimit{30};

  /// `url` as http://127.0.0.1:8089; `token` of a user, or ""; `ca_file` of a certificate that the
  /// system does not know, or "".
  MasterClient(std::string url, std::string token, std::string ca_file);

  /// The body of the answer. The error is one line, the master's own when it refuses.
  Result<std::string> get(const std::string& path) const;
  Result<std::string> post(const std::string& path, const std::string& json) const;

 private:
  /// Its URL is a path below /api/v1.
  Result<std::string> ask(HttpCall call) const;

  std::string url_;
  std::string token_;
  std::string ca_file_;
};

}  // namespace acrida
