// http_call: one request to a provider's API.
#include "cloud/http/http_call.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <memory>
#include <string_view>

#include <curl/curl.h>

namespace acrida {
namespace {

constexpr std::size_t kMaxBodyBytes = std::size_t{16} << 20;
constexpr std::size_t kMaxHeaders = 200;
constexpr long kConnectLimit_s = 15;

using Handle = std::unique_ptr<CURL, void (*)(CURL*)>;
using List = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* answer) {
  std::string& body = static_cast<HttpAnswer*>(answer)->body;
  if (body.size() + size * count > kMaxBodyBytes) return 0;
  body.append(bytes, size * count);
  return size * count;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* answer) {
  auto& headers = static_cast<HttpAnswer*>(answer)->headers;
  const std::string_view line(bytes, size * count);
  if (line.starts_with("HTTP/")) headers.clear();  // those before were of an interim answer
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || headers.size() >= kMaxHeaders) return line.size();
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string_view value = line.substr(colon + 1);
  const std::size_t first = value.find_first_not_of(" \t");
  const std::size_t last = value.find_last_not_of(" \t\r\n");
  headers[name] = first == std::string_view::npos || last == std::string_view::npos
                      ? std::string()
                      : std::string(value.substr(first, last - first + 1));
  return line.size();
}

int should_end(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

List headers_of(const HttpCall& call) {
  curl_slist* list = nullptr;
  for (const std::string& header : call.headers) list = curl_slist_append(list, header.c_str());
  return {curl_slist_append(list, "Expect:"), curl_slist_free_all};  // no pause before a body
}

void set(CURL* curl, CURLoption option, const std::string& value) {
  if (!value.empty()) curl_easy_setopt(curl, option, value.c_str());
}

void prepare(CURL* curl, const HttpCall& call) {
  curl_easy_setopt(curl, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectLimit_s);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(call.limit.count()));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "acrida");
  set(curl, CURLOPT_UNIX_SOCKET_PATH, call.unix_socket);
  set(curl, CURLOPT_AWS_SIGV4, call.sigv4);
  set(curl, CURLOPT_USERPWD, call.credentials);
  set(curl, CURLOPT_CAINFO, call.ca_file);
  set(curl, CURLOPT_SSLCERT, call.certificate_file);
  set(curl, CURLOPT_SSLKEY, call.key_file);
  if (call.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (call.method != "GET") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.c_str());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
  }
}

/// Nothing of the request has left, so nothing has changed.
bool is_before_the_request(CURLcode code) {
  return code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
         code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_SSL_CONNECT_ERROR;
}

bool is_of_the_settings(CURLcode code) {
  return code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ||
         code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
         code == CURLE_SSL_CERTPROBLEM;
}

CloudError failure(CURL* curl, CURLcode code, const HttpCall& call, const std::string& step,
                   const char* detail) {
  const std::string where =
      call.unix_socket.empty() ? call.url.substr(0, call.url.find('?')) : call.unix_socket;
  CloudError error{CloudFault::outcome_unknown, step,
                   where + ": " + (*detail != '\0' ? detail : curl_easy_strerror(code))};
  long request_bytes = 0;
  curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &request_bytes);
  if (code == CURLE_ABORTED_BY_CALLBACK) {
    error.fault = CloudFault::cancelled;
    error.cause = where + ": it took too long, or was given up";
  } else if (code == CURLE_WRITE_ERROR) {
    error.fault = CloudFault::internal;
    error.cause = where + ": the answer is longer than 16 MiB";
  } else if (is_of_the_settings(code)) {
    error.fault = CloudFault::invalid;
  } else if (is_before_the_request(code) || request_bytes == 0 || call.method == "GET" ||
             call.method == "HEAD") {
    error.fault = CloudFault::transient;
    error.remedy = "is the provider's service running, and is this its address?";
  }
  return error;
}

}  // namespace

CloudResult<HttpAnswer> http_call(const HttpCall& call, const std::string& step,
                                  const std::stop_token& stop) {
  const Handle handle(curl_easy_init(), curl_easy_cleanup);
  const List headers = headers_of(call);
  if (!handle || !headers) return CloudError{CloudFault::internal, step, "no memory for a request"};
  CURL* curl = handle.get();
  HttpAnswer answer;
  char detail[CURL_ERROR_SIZE] = "";
  prepare(curl, call);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, should_end);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stop);
  if (const CURLcode code = curl_easy_perform(curl); code != CURLE_OK)
    return failure(curl, code, call, step, detail);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

std::optional<std::chrono::milliseconds> retry_after(const HttpAnswer& answer) {
  const auto found = answer.headers.find("retry-after");
  if (found == answer.headers.end()) return std::nullopt;
  const std::string& text = found->second;
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::chrono::seconds(seconds);
}

std::string url_encoded(const std::string& text) {
  const std::unique_ptr<char, void (*)(void*)> escaped(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())), curl_free);
  return escaped ? std::string(escaped.get()) : std::string();
}

}  // namespace acrida
