// HttpClientBase: the verbs, and URLs of paths.
#include <stdexcept>
#include <strings.h>
#include <utility>

#include <boost/json/serialize.hpp>

#include <acrida/http_client_base.hpp>
#include <acrida/user.hpp>

#include "header_named.hpp"

namespace acrida {

void HttpClientBase::record_phases(const Response& response) const {
  const RequestPhases& phases = response.phases;
  std::string name;
  const auto record = [&](const char* phase, std::chrono::nanoseconds time) {
    if (time.count() <= 0) return;
    name.assign(response.name()).append(" ").append(phase);
    user_.trend(name, std::chrono::duration<double, std::milli>(time).count(), "ms");
  };
  record("dns", phases.dns);
  record("connect", phases.connect);
  record("tls", phases.tls);
  record("first byte", phases.first_byte);
  record("transfer", phases.transfer);
}

bool HttpClientBase::is_whole_url(std::string_view path) {
  return path.starts_with("http") && (path.starts_with("http://") || path.starts_with("https://") ||
                                      path.starts_with("http+unix://"));
}

task<Response> HttpClientBase::get(std::string_view path, HttpRequest request) {
  return send("GET", path, {}, {}, std::move(request));
}

task<Response> HttpClientBase::head(std::string_view path, HttpRequest request) {
  return send("HEAD", path, {}, {}, std::move(request));
}

task<Response> HttpClientBase::del(std::string_view path, HttpRequest request) {
  return send("DELETE", path, {}, {}, std::move(request));
}

task<Response> HttpClientBase::post(std::string_view path, HttpRequest request) {
  return send("POST", path, {}, {}, std::move(request));
}

task<Response> HttpClientBase::post(std::string_view path, const json& body, HttpRequest request) {
  return send("POST", path, boost::json::serialize(body.value()), "application/json",
              std::move(request));
}

task<Response> HttpClientBase::put(std::string_view path, const json& body, HttpRequest request) {
  return send("PUT", path, boost::json::serialize(body.value()), "application/json",
              std::move(request));
}

task<Response> HttpClientBase::patch(std::string_view path, const json& body, HttpRequest request) {
  return send("PATCH", path, boost::json::serialize(body.value()), "application/json",
              std::move(request));
}

void HttpClientBase::set_header(std::string_view name, std::string_view value) {
  check_header(name, value);
  ++headers_version_;
  std::erase_if(headers_, HeaderNamed{name});
  if (!value.empty()) headers_.push_back(std::string(name) + ": " + std::string(value));
}

std::string HttpClientBase::host_url() const {
  if (user_.host.empty())
    throw std::invalid_argument("no host: give --host, or set `host` in the class's constructor");
  std::string url = is_whole_url(user_.host) ? user_.host : "http://" + user_.host;
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string HttpClientBase::url_of(std::string_view path) const {
  if (is_whole_url(path)) return std::string(path);
  return host_url().append(path.starts_with('/') ? "" : "/").append(path);
}

}  // namespace acrida
