// MasterClient: asks a running master for its machines.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace acrida {

/// Its API by HTTP; each call blocks for kLimit_s at most.
class MasterClient final {
 public:
  static constexpr long kLimit_s = 30;

  /// `url` as http://127.0.0.1:8089; `token` of a user, or ""; `ca_file` of a certificate that the
  /// system does not know, or "".
  MasterClient(std::string url, std::string token, std::string ca_file);

  /// The body of the answer. The error is one line, the master's own when it refuses.
  Result<std::string> get(const std::string& path) const;
  Result<std::string> post(const std::string& path, const std::string& json) const;

 private:
  Result<std::string> ask(const std::string& path, const std::string* json) const;

  std::string url_;
  std::string token_;
  std::string ca_file_;
};

}  // namespace acrida
