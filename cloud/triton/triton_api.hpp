// TritonApi: calls of CloudAPI, signed, with its errors as faults.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

#include "cloud/provider/cloud_error.hpp"
#include "cloud/triton/triton_key.hpp"
#include "cloud/triton/triton_options.hpp"
#include "core/base/result.hpp"

namespace acrida {

struct TritonCall {
  std::string step;  // of the error
  std::string method = "GET";
  std::string path;  // within the account: "/machines"
  std::vector<std::pair<std::string, std::string>> query = {};
  boost::json::value body = {};  // null = none
};

/// Any thread.
class TritonApi final {
 public:
  /// What is missing is taken from the environment: SDC_URL, SDC_ACCOUNT, SDC_KEY_ID,
  /// TRITON_PASSWORD. The error is one line.
  static Result<TritonApi> open(const TritonOptions& options);

  /// The answer's value, null without one. Statuses from 400 on are errors: those of the server of
  /// what is no GET have an unknown outcome.
  CloudResult<boost::json::value> ask(const TritonCall& call, const std::stop_token& stop) const;
  bool is_old() const { return is_old_; }

 private:
  TritonApi() = default;
  std::vector<std::string> headers_of(const std::string& method, const std::string& target) const;

  std::string url_;
  std::string account_;
  std::string key_id_;
  std::optional<TritonKey> key_;
  std::string credentials_;  // of Basic
  std::string ca_file_;
  bool is_old_ = false;
};

}  // namespace acrida
