// http_call: one request to a provider's API.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "cloud/provider/cloud_error.hpp"

namespace acrida {

struct HttpCall {
  std::string method = "GET";
  std::string url;                        // http or https
  std::vector<std::string> headers = {};  // "Name: value"
  std::string body = {};
  std::string unix_socket = {};  // "" = by TCP; else the URL's host is for the Host header only
  /// As CURLOPT_AWS_SIGV4 takes it ("aws:amz:REGION:SERVICE"); `credentials` sign the request. Only
  /// of POST without a query is it certain that the signature is that of other clients.
  std::string sigv4 = {};
  std::string credentials = {};       // "user:password": of sigv4, else of Basic; "" = none
  std::string ca_file = {};           // PEM, of a server that the system does not know
  std::string certificate_file = {};  // PEM, the client's
  std::string key_file = {};
  std::chrono::seconds limit{60};
};

struct HttpAnswer {
  long status = 0;
  std::map<std::string, std::string> headers = {};  // names in lower case
  std::string body = {};
};

/// Blocks; any thread. An answer of any status is an answer. Else the error is of this step: transient
/// when the server cannot have got the request or nothing can have changed by it (GET, HEAD), else
/// that its outcome is not known. An answer of more than 16 MiB is an internal fault.
CloudResult<HttpAnswer> http_call(const HttpCall& call, const std::string& step,
                                  const std::stop_token& stop);

/// Of the header Retry-After, in seconds; nothing without it, or when it is a date.
std::optional<std::chrono::milliseconds> retry_after(const HttpAnswer& answer);

/// As a part of a URL's path or query.
std::string url_encoded(const std::string& text);

}  // namespace acrida
