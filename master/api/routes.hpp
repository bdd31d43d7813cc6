// Routes: what each request of the API gets, as pure functions.
#pragma once

#include "master/api/http_message.hpp"
#include "master/api/route_table.hpp"
#include "master/run/action.hpp"

namespace acrida {

/// Which no web page of another origin can send without being asked for.
inline constexpr char kOwnHeader[] = "X-Requested-With";
inline constexpr char kOwnHeaderValue[] = "acrida";
inline constexpr std::string_view kV1Prefix = "/api/v1/";

/// Pure and reentrant: no socket, file or clock. Never throws on what a client may send.
RouteResult route(const Request& request, const RunView& view, const RouteSettings& settings,
                  const Caller& caller);
/// The answer to a pending command; `view` is the newest.
Response respond(const PendingCommand& pending, const CommandReply& reply, const RunView& view);

}  // namespace acrida
