// FastHttpClient::Exchange: the request, from the caller's words to the bytes of its head.
#include <algorithm>
#include <string>

#include <openssl/evp.h>

#include <acrida/user.hpp>
#include <acrida/version.hpp>

#include "content_decoder.hpp"
#include "exchange.hpp"
#include "form_encoding.hpp"
#include "header_named.hpp"

namespace acrida {
namespace {

/// What is meant for one server only.
bool is_for_origin(std::string_view name) {
  return is_same_name(name, "Authorization") || is_same_name(name, "Cookie") ||
         is_same_name(name, "Host");
}

std::string basic_credentials(std::string_view user, std::string_view password) {
  const std::string plain = std::string(user) + ":" + std::string(password);
  std::string coded(4 * (plain.size() / 3 + 1) + 1, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(coded.data());
  const auto* const in = reinterpret_cast<const unsigned char*>(plain.data());
  coded.resize(static_cast<std::size_t>(EVP_EncodeBlock(out, in, static_cast<int>(plain.size()))));
  return "Authorization: Basic " + coded + "\r\n";
}

}  // namespace

void FastHttpClient::Exchange::set_target(std::string_view path) {
  if (is_whole_url(path)) {
    url_.emplace(HttpUrl::parse(path.substr(0, path.find('#'))));
    origin_ = engine_.known(url_->origin);
    target_ = url_->target;
    return;
  }
  if (!session_.base || session_.base->text != client_.user_.host)
    session_.base = engine_.base_url(client_.user_.host, client_.host_url());
  origin_ = session_.base->origin;
  target_ = path.substr(0, path.find('#'));
  const std::string& base = session_.base->url.target;
  if (base == "/" && target_.starts_with('/')) return;
  own_target_ = base == "/" ? "" : base;
  if (!target_.starts_with('/')) own_target_ += '/';
  own_target_ += target_;
  target_ = own_target_;
}

void FastHttpClient::Exchange::add_form(const HttpRequest& request) {
  std::string form = encode_form(request.form);
  if (body_.empty() && (method_ == "POST" || method_ == "PUT" || method_ == "PATCH")) {
    body_ = std::move(form);
    content_type_ = "application/x-www-form-urlencoded";
    return;
  }
  std::string target(target_);
  target += target.find('?') == std::string::npos ? '?' : '&';
  own_target_ = target + form;
  target_ = own_target_;
}

std::string FastHttpClient::Exchange::build_lines(bool is_usual) const {
  const auto is_overridden = [&](std::string_view name) {
    return std::any_of(request_.headers.begin(), request_.headers.end(),
                       [&](const HttpField& field) { return is_same_name(field.first, name); });
  };
  const auto is_given = [&](std::string_view name) {
    return is_overridden(name) ||
           std::any_of(client_.headers_.begin(), client_.headers_.end(), HeaderNamed{name});
  };
  std::string lines;
  const auto add = [&](std::string_view name, std::string_view value) {
    lines.append(name).append(": ").append(value).append("\r\n");
  };
  if (is_elsewhere_ || !is_given("Host")) add("Host", origin_->authority);
  if (!is_given("User-Agent")) add("User-Agent", "acrida/" ACRIDA_VERSION);
  if (!is_given("Accept")) add("Accept", "*/*");
  if (client_.compression && !is_given("Accept-Encoding"))
    add("Accept-Encoding", kAcceptedEncodings);
  for (const std::string& line : client_.headers_)
    if (!is_overridden(name_of(line)) && !(is_elsewhere_ && is_for_origin(name_of(line))))
      lines.append(line).append("\r\n");
  if (is_usual) return lines;
  for (const auto& [name, value] : request_.headers)
    if (!value.empty() && !(is_elsewhere_ && is_for_origin(name))) add(name, value);
  std::string_view user = request_.user;
  std::string_view password = request_.password;
  if (user.empty() && url_) {
    user = url_->user;
    password = url_->password;
  }
  if (user.empty() && !url_) {
    user = session_.base->url.user;
    password = session_.base->url.password;
  }
  if (!user.empty() && !is_given("Authorization") && !(is_elsewhere_ && user == request_.user))
    lines += basic_credentials(user, password);
  if (has_body_) {
    if (!content_type_.empty() && !is_given("Content-Type")) add("Content-Type", content_type_);
    if (!is_given("Content-Length")) add("Content-Length", std::to_string(body_.size()));
  }
  return lines;
}

const std::string& FastHttpClient::Exchange::usual_lines() {
  BaseUrl& base = *session_.base;
  if (client_.headers_.empty()) {
    std::string& lines = base.usual_lines[client_.compression ? 1 : 0];
    if (lines.empty()) lines = build_lines(true);
    return lines;
  }
  if (!session_.own_lines) session_.own_lines = std::make_unique<Session::OwnLines>();
  Session::OwnLines& own = *session_.own_lines;
  if (own.base != &base || own.version != client_.headers_version_ ||
      own.compression != client_.compression)
    own = {build_lines(true), &base, client_.headers_version_, client_.compression};
  return own.text;
}

void FastHttpClient::Exchange::build_head() {
  std::string& head = engine_.head;
  head.assign(method_).append(" ").append(target_).append(" HTTP/1.1\r\n");
  const bool is_usual = request_.headers.empty() && !has_body_ && !is_elsewhere_ &&
                        request_.user.empty() && !url_ && session_.base->url.user.empty();
  if (is_usual)
    head += usual_lines();
  else
    head += build_lines(false);
  if (!session_.cookies.empty()) {
    const std::size_t before = head.size();
    head += "Cookie: ";
    const std::size_t name_end = head.size();
    session_.cookies.append_to(head, origin_->host, target_, origin_->tls,
                               std::chrono::system_clock::now());
    if (head.size() == name_end)
      head.resize(before);
    else
      head += "\r\n";
  }
  head += "\r\n";
}

}  // namespace acrida
