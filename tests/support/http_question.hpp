// HttpQuestion: one request with headers of its own.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/http.hpp"

namespace acrida::tests {

struct HttpQuestion {
  std::string url;
  std::vector<std::string> headers = {};  // "Name: value"
  std::optional<std::string> form = {};   // POST, when it is there
  std::string ca_file = {};               // the certificate that is trusted; "" = the system's
  std::chrono::milliseconds timeout = std::chrono::seconds(10);
};

/// Follows no redirection.
HttpAnswer http_ask(const HttpQuestion& question);

}  // namespace acrida::tests
