// HttpClient: requests as coroutines.
#include <cctype>
#include <stdexcept>

#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/system_error.hpp>

#include <acrida/http_client.hpp>
#include <acrida/user.hpp>

#include "transfer_pool.hpp"

namespace acrida {
namespace {

TransferPool& pool_of(Environment& environment) {
  auto& context = boost::asio::query(environment.executor(), boost::asio::execution::context);
  return boost::asio::use_service<TransferPool>(context);
}

void append_encoded(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || std::string_view("-._~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

std::string encode_form(std::span<const HttpField> fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    append_encoded(out, name);
    out += '=';
    append_encoded(out, value);
  }
  return out;
}

bool is_whole_url(std::string_view path) {
  return path.starts_with("http://") || path.starts_with("https://");
}

}  // namespace

HttpClient::HttpClient(User& user) : user_(user) {}
HttpClient::~HttpClient() = default;

task<Response> HttpClient::get(std::string_view path, HttpRequest request) {
  return send("GET", path, {}, {}, request);
}

task<Response> HttpClient::head(std::string_view path, HttpRequest request) {
  return send("HEAD", path, {}, {}, request);
}

task<Response> HttpClient::del(std::string_view path, HttpRequest request) {
  return send("DELETE", path, {}, {}, request);
}

task<Response> HttpClient::post(std::string_view path, HttpRequest request) {
  return send("POST", path, {}, {}, request);
}

task<Response> HttpClient::post(std::string_view path, const json& body, HttpRequest request) {
  return send("POST", path, boost::json::serialize(body.value()), "application/json", request);
}

task<Response> HttpClient::put(std::string_view path, const json& body, HttpRequest request) {
  return send("PUT", path, boost::json::serialize(body.value()), "application/json", request);
}

task<Response> HttpClient::patch(std::string_view path, const json& body, HttpRequest request) {
  return send("PATCH", path, boost::json::serialize(body.value()), "application/json", request);
}

void HttpClient::set_header(std::string_view name, std::string_view value) {
  std::erase_if(headers_, HeaderNamed{name});
  if (!value.empty()) headers_.push_back(std::string(name) + ": " + std::string(value));
}

std::string HttpClient::url_of(std::string_view path) const {
  if (is_whole_url(path)) return std::string(path);
  if (user_.host.empty())
    throw std::invalid_argument("no host: give --host, or set `host` in the class's constructor");
  std::string url = is_whole_url(user_.host) ? user_.host : "http://" + user_.host;
  if (!path.starts_with('/')) return url.append(url.ends_with('/') ? "" : "/").append(path);
  while (url.ends_with('/')) url.pop_back();
  return url.append(path);
}

HttpClient::Session& HttpClient::session() {
  if (!session_) session_ = std::make_unique<Session>(pool_of(user_.environment()));
  return *session_;
}

task<Response> HttpClient::send(std::string_view method, std::string_view path, std::string body,
                                std::string_view content_type, HttpRequest request) {
  Transfer::Use use(session());
  Transfer& transfer = use.transfer();
  transfer.url = url_of(path);
  if (!request.form.empty()) {
    const std::string form = encode_form(request.form);
    if (body.empty() && (method == "POST" || method == "PUT" || method == "PATCH")) {
      body = form;
      content_type = "application/x-www-form-urlencoded";
    } else {
      transfer.url += (transfer.url.find('?') == std::string::npos ? '?' : '&') + form;
    }
  }
  transfer.request_body = std::move(body);
  transfer.prepare(*this, method, content_type, request);

  Response response(user_, method, request.name.empty() ? path : request.name);
  co_await transfer.perform();
  transfer.read_answer(response);
  co_return response;
}

}  // namespace acrida
