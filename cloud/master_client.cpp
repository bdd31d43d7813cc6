// MasterClient: asks a running master for its machines.
#include "cloud/master_client.hpp"

#include <utility>

#include <boost/json.hpp>

namespace acrida {
namespace {

/// What /api/v1 says when it refuses, else the status.
std::string refusal_in(const std::string& body, long status) {
  boost::system::error_code error;
  const boost::json::value answer = boost::json::parse(body, error);
  if (!error && answer.is_object())
    if (const auto* why = answer.get_object().if_contains("error"); why != nullptr)
      if (why->is_string()) return std::string(why->get_string());
  return "it answers with status " + std::to_string(status) + "; is it the address of a master?";
}

}  // namespace

MasterClient::MasterClient(std::string url, std::string token, std::string ca_file)
    : url_(std::move(url)), token_(std::move(token)), ca_file_(std::move(ca_file)) {
  while (!url_.empty() && url_.back() == '/') url_.pop_back();
}

Result<std::string> MasterClient::get(const std::string& path) const {
  return ask({.url = path});
}

Result<std::string> MasterClient::post(const std::string& path, const std::string& json) const {
  return ask({.method = "POST", .url = path, .body = json});
}

Result<std::string> MasterClient::ask(HttpCall call) const {
  call.url = url_ + "/api/v1/" + call.url;
  call.headers = {"X-Requested-With: acrida", "Content-Type: application/json"};
  if (!token_.empty()) call.headers.push_back("Authorization: Bearer " + token_);
  call.ca_file = ca_file_;
  call.limit = kLimit;
  const auto got = http_call(call, "master", {});
  if (const auto* error = std::get_if<CloudError>(&got))
    return Error{error->cause + "; is the master running?"};
  const auto& answer = std::get<HttpAnswer>(got);
  if (answer.status == 200) return answer.body;
  return Error{url_ + ": " + refusal_in(answer.body, answer.status)};
}

}  // namespace acrida
