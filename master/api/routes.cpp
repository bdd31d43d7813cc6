// Routes: what each request of the API gets, as pure functions.
#include "master/api/routes.hpp"

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/json.hpp>

#include "master/api/answer.hpp"
#include "master/api/login_page.hpp"
#include "master/api/request_guard.hpp"
#include "master/api/run_routes.hpp"
#include "master/api/start_fields.hpp"
#include "master/api/stats_document.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;

const Route* find(std::string_view path) {
  for (const std::span<const Route> table : all_routes())
    for (const Route& route : table)
      if (route.path == path) return &route;
  return find_run_route(path);
}

bool is_v1(std::string_view path) {
  return path.starts_with(kV1Prefix);
}

/// In the words of the API that was asked.
Response refusal(const RouteContext& context, std::string_view path, http::status status,
                 const std::string& why) {
  if (is_v1(path)) return json_error(context, status, why);
  return plain(status, why, context.request.keep_alive(), context.request.version());
}

/// A person's browser wants to show it.
bool is_page(const Request& request, const Route& route) {
  const auto accepted = request[http::field::accept];
  return request.method() == http::verb::get && !is_v1(route.path) && !route.guarded &&
         accepted.find("text/html") != accepted.npos;
}

std::optional<Response> refuse_caller(const RouteContext& context, const Route& route) {
  const Request& request = context.request;
  const WebRole need = route.role_needed();
  switch (access_of(need, context.caller.role, is_page(request, route))) {
    case Access::allowed:
      return std::nullopt;
    case Access::sign_in:
      return see_other(login_location({request.target().data(), request.target().size()}), request);
    case Access::unauthorised: {
      Response response =
          refusal(context, route.path, http::status::unauthorized,
                  "sign in at /login, or send a token: Authorization: Bearer TOKEN");
      // Not Basic, for which browsers ask in a window of their own.
      response.set(http::field::www_authenticate, "Bearer realm=\"acrida\"");
      return response;
    }
    case Access::forbidden:
      break;
  }
  return refusal(context, route.path, http::status::forbidden,
                 context.caller.name + " is " + std::string(name_of(context.caller.role)) +
                     ", this needs " + std::string(name_of(need)));
}

std::string locust_body(const PendingCommand& command, const CommandReply& reply,
                        const RunView& view) {
  const auto* start = std::get_if<StartCommand>(&command.body);
  if (start == nullptr)
    return json::serialize(json::object{{"success", reply.ok}, {"message", reply.text}});
  json::object body = swarm_answer(reply.ok, reply.text, view);
  if (!reply.ok) return json::serialize(body);
  if (start->host) body["host"] = *start->host;
  if (start->run_time) body["run_time"] = start->run_time->count();
  // Those of a run stay, however it is changed.
  const bool is_named = !start->user_classes.empty() || !is_active(view.state);
  const auto& classes = is_named ? start->user_classes : view.user_classes;
  if (!classes.empty()) body["user_classes"] = json::value_from(classes);
  return json::serialize(body);
}

}  // namespace

RouteResult route(const Request& request, const RunView& view, const RouteSettings& settings,
                  const Caller& caller) {
  const std::string_view target(request.target().data(), request.target().size());
  const std::size_t query_at = target.find('?');
  const std::string_view path = target.substr(0, query_at);
  const std::string_view query =
      query_at == std::string_view::npos ? std::string_view() : target.substr(query_at + 1);
  const RouteContext context{request, view, settings, query, caller};
  const Route* found = find(path);
  const bool is_post = request.method() == http::verb::post;
  const bool guarded = found != nullptr && found->guarded;
  if (const auto why = refuse(request, settings.on_loopback, settings.host_names, guarded))
    return refusal(context, path, http::status::forbidden, *why);
  if (found == nullptr) return refusal(context, path, http::status::not_found, "Not found");
  if (auto refused = refuse_caller(context, *found)) return std::move(*refused);
  const bool allowed =
      (request.method() == http::verb::get && found->get) || (is_post && found->post);
  if (!allowed) {
    Response response =
        refusal(context, path, http::status::method_not_allowed, "Method not allowed");
    response.set(http::field::allow, found->get ? (found->post ? "GET, POST" : "GET") : "POST");
    return response;
  }
  if (is_v1(path) && is_post && request[kOwnHeader] != kOwnHeaderValue) {
    return json_error(context, http::status::forbidden,
                      "the header X-Requested-With: acrida is missing");
  }
  return found->handle(context);
}

Response respond(const PendingCommand& command, const CommandReply& reply, const RunView& view) {
  const auto finish = [&](http::status status, std::string_view type, std::string body) {
    return answer(status, type, std::move(body), kNothingPolicy, command.keep_alive,
                  command.http_version);
  };
  const auto json_type = "application/json";
  if (command.dialect == ApiDialect::v1) {
    if (!reply.ok)
      return finish(http::status::conflict, json_type,
                    error_body(reply.text, v1_field_of(reply.field)));
    return finish(http::status::ok, json_type,
                  json::serialize(json::object{{"ok", true}, {"message", reply.text}}));
  }
  if (std::holds_alternative<ResetStatsCommand>(command.body))
    return finish(http::status::ok, "text/plain; charset=utf-8", "ok");
  return finish(http::status::ok, json_type, locust_body(command, reply, view));
}

}  // namespace acrida
