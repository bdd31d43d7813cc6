// Answer: responses of the API, with the headers that each must have.
#include "master/api/answer.hpp"

#include <utility>

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/json.hpp>

namespace acrida {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;

}  // namespace

Response answer(http::status status, std::string_view type, std::string body,
                std::string_view policy, bool keep_alive, unsigned http_version) {
  Response response(status, http_version);
  response.set(http::field::content_type, boost::beast::string_view(type.data(), type.size()));
  set_security_headers(response, policy);
  response.keep_alive(keep_alive);
  response.body() = std::move(body);
  response.prepare_payload();
  return response;
}

Response answer(const RouteContext& context, std::string_view type, std::string body,
                std::string_view policy) {
  return answer(http::status::ok, type, std::move(body), policy, context.request.keep_alive(),
                context.request.version());
}

Response json_answer(const RouteContext& context, std::string body) {
  return answer(context, "application/json", std::move(body));
}

Response plain(http::status status, const std::string& text, bool keep_alive,
               unsigned http_version) {
  return answer(status, "text/plain; charset=utf-8", text + "\n", kNothingPolicy, keep_alive,
                http_version);
}

std::string error_body(std::string_view what, std::string_view field) {
  json::object body{{"error", json::string_view(what.data(), what.size())}};
  if (!field.empty()) body["field"] = json::string_view(field.data(), field.size());
  return json::serialize(body);
}

Response json_error(const RouteContext& context, http::status status, std::string_view what,
                    std::string_view field) {
  return answer(status, "application/json", error_body(what, field), kNothingPolicy,
                context.request.keep_alive(), context.request.version());
}

RouteResult pending(const RouteContext& context, CommandBody body, ApiDialect dialect) {
  return PendingCommand{std::move(body), dialect, context.request.keep_alive(),
                        context.request.version()};
}

void set_security_headers(http::fields& headers, std::string_view content_policy) {
  headers.set(http::field::server, "Acrida");
  headers.set(http::field::cache_control, "no-store");
  headers.set("Content-Security-Policy",
              boost::beast::string_view(content_policy.data(), content_policy.size()));
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("X-Frame-Options", "DENY");
  headers.set("Referrer-Policy", "no-referrer");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace acrida
