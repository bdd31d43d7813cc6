// Answer: responses of the API, with the headers that each must have.
#pragma once

#include <string>
#include <string_view>

#include "master/api/http_message.hpp"
#include "master/api/route_table.hpp"

namespace acrida {

/// What a browser may do with it: nothing.
inline constexpr std::string_view kNothingPolicy = "default-src 'none'; frame-ancestors 'none'";

Response answer(boost::beast::http::status status, std::string_view type, std::string body,
                std::string_view policy, bool keep_alive, unsigned http_version);
/// 200, with the connection of the request.
Response answer(const RouteContext& context, std::string_view type, std::string body,
                std::string_view policy = kNothingPolicy);
Response json_answer(const RouteContext& context, std::string body);
/// An answer of this status with one line of text, for requests that cannot be routed.
Response plain(boost::beast::http::status status, const std::string& text, bool keep_alive,
               unsigned http_version);
/// {"error": "...", "field": "..."} as /api/v1 answers what it refuses; without the field when that
/// is empty.
std::string error_body(std::string_view what, std::string_view field = "");
Response json_error(const RouteContext& context, boost::beast::http::status status,
                    std::string_view what, std::string_view field = "");
RouteResult pending(const RouteContext& context, CommandBody body, ApiDialect dialect);
/// Headers that every answer has.
void set_security_headers(boost::beast::http::fields& headers, std::string_view content_policy);

}  // namespace acrida
