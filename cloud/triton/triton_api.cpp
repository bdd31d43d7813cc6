// TritonApi: calls of CloudAPI, signed, with its errors as faults.
#include "cloud/triton/triton_api.hpp"

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include <boost/json.hpp>

#include "cloud/http/http_call.hpp"
#include "cloud/triton/triton_message.hpp"

namespace acrida {
namespace {

std::string or_variable(const std::string& value, const char* name) {
  if (!value.empty()) return value;
  const char* found = std::getenv(name);
  return found == nullptr ? std::string() : std::string(found);
}

Result<std::string> password_of(const TritonOptions& options) {
  std::string password;
  if (options.password_file.empty()) {
    password = or_variable("", "TRITON_PASSWORD");
  } else if (std::ifstream file(options.password_file); !std::getline(file, password)) {
    return Error{options.password_file + ": no password can be read; see --triton-password-file"};
  }
  if (password.empty())
    return Error{"--triton-user needs a password: --triton-password-file or TRITON_PASSWORD"};
  return password;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"; the locale is C.
std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text.data();
}

}  // namespace

Result<TritonApi> TritonApi::open(const TritonOptions& options) {
  TritonApi api;
  api.url_ = or_variable(options.url, "SDC_URL");
  while (!api.url_.empty() && api.url_.back() == '/') api.url_.pop_back();
  if (!api.url_.starts_with("https://") && !api.url_.starts_with("http://"))
    return Error{"--cloud triton needs the address of CloudAPI: --triton-url https://..."};
  api.account_ = or_variable(options.account, "SDC_ACCOUNT");
  if (api.account_.empty() && !options.user.empty()) api.account_ = options.user;
  if (api.account_.empty()) return Error{"--cloud triton needs an account: --triton-account LOGIN"};
  api.ca_file_ = options.ca_file;
  api.is_old_ = options.api == TritonOptions::kOld;
  if (!options.user.empty()) {
    auto password = password_of(options);
    if (!password) return password.error();
    api.credentials_ = options.user + ":" + *password;
    return api;
  }
  const std::string file =
      options.key_file.empty() ? or_variable("", "HOME") + "/.ssh/id_rsa" : options.key_file;
  auto key = TritonKey::from_file(file);
  if (!key) return key.error();
  api.key_id_ = or_variable(options.key_id, "SDC_KEY_ID");
  // CloudAPI knows names and MD5 fingerprints only.
  if (api.key_id_.empty() || api.key_id_.starts_with("SHA256:")) api.key_id_ = key->fingerprint();
  if (api.key_id_.starts_with("MD5:")) api.key_id_.erase(0, 4);
  if (api.key_id_.empty()) return Error{file + ": give the key's name: --triton-key-id NAME"};
  api.key_.emplace(std::move(*key));
  return api;
}

std::vector<std::string> TritonApi::headers_of(const std::string& method,
                                               const std::string& target) const {
  const std::string date = http_date();
  std::vector<std::string> headers = {"Accept: application/json", "Content-Type: application/json",
                                      "Date: " + date,
                                      is_old_ ? "X-Api-Version: ~6.5" : "Accept-Version: ~9||~8"};
  if (!key_) return headers;
  std::string verb = method;
  for (char& letter : verb) letter = static_cast<char>(letter | 0x20);
  const std::string text = "(request-target): " + verb + " " + target + "\ndate: " + date;
  headers.push_back("Authorization: Signature keyId=\"/" + account_ + "/keys/" + key_id_ +
                    "\",algorithm=\"" + key_->algorithm() +
                    "\",headers=\"(request-target) date\",signature=\"" + key_->signature_of(text) +
                    "\"");
  return headers;
}

CloudResult<boost::json::value> TritonApi::ask(const TritonCall& call,
                                               const std::stop_token& stop) const {
  std::string target = "/" + account_ + call.path;
  char sign = '?';
  for (const auto& [key, value] : call.query) {
    target += sign + url_encoded(key) + "=" + url_encoded(value);
    sign = '&';
  }
  HttpCall request{.method = call.method,
                   .url = url_ + target,
                   .headers = headers_of(call.method, target),
                   .credentials = credentials_,
                   .ca_file = ca_file_};
  if (!call.body.is_null()) request.body = boost::json::serialize(call.body);
  auto result = http_call(request, call.step, stop);
  if (auto* error = std::get_if<CloudError>(&result)) return std::move(*error);
  const HttpAnswer& answer = std::get<HttpAnswer>(result);
  if (answer.status >= 400) return triton_error(answer, call.step, call.method == "GET");
  if (answer.body.empty()) return boost::json::value();
  boost::system::error_code broken;
  boost::json::value value = boost::json::parse(answer.body, broken);
  if (broken) return senseless_triton(call.step, "it is no JSON: " + broken.message());
  return value;
}

}  // namespace acrida
