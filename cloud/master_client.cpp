// MasterClient: asks a running master for its machines.
#include "cloud/master_client.hpp"

#include <memory>
#include <utility>

#include <boost/json.hpp>
#include <curl/curl.h>

namespace acrida {
namespace {

constexpr std::size_t kMaxAnswerBytes = std::size_t{16} << 20;

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* text) {
  auto& body = *static_cast<std::string*>(text);
  if (body.size() + size * count > kMaxAnswerBytes) return 0;
  body.append(bytes, size * count);
  return size * count;
}

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
  return ask(path, nullptr);
}

Result<std::string> MasterClient::post(const std::string& path, const std::string& json) const {
  return ask(path, &json);
}

Result<std::string> MasterClient::ask(const std::string& path, const std::string* json) const {
  const std::unique_ptr<CURL, void (*)(CURL*)> handle(curl_easy_init(), curl_easy_cleanup);
  if (!handle) return Error{"no memory for a request"};
  const std::string address = url_ + "/api/v1/" + path;
  curl_slist* list = curl_slist_append(nullptr, "X-Requested-With: acrida");
  list = curl_slist_append(list, "Content-Type: application/json");
  if (!token_.empty()) list = curl_slist_append(list, ("Authorization: Bearer " + token_).c_str());
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(list, curl_slist_free_all);
  std::string body;
  CURL* curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kLimit_s);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  if (!ca_file_.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file_.c_str());
  if (json != nullptr) {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, json->c_str());
  }
  if (const CURLcode code = curl_easy_perform(curl); code != CURLE_OK)
    return Error{address + ": " + curl_easy_strerror(code) + "; is the master running?"};
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status == 200) return body;
  return Error{url_ + ": " + refusal_in(body, status)};
}

}  // namespace acrida
