// RouteTable: who one is, and how one becomes it.
#include <boost/beast/http/status.hpp>
#include <boost/json.hpp>

#include "master/access/user_book.hpp"
#include "master/api/answer.hpp"
#include "master/api/form.hpp"
#include "master/api/login_page.hpp"
#include "master/api/request_guard.hpp"
#include "master/api/route_table.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;

/// Only what shows something: whoever signs in must not stop a run because a link said so.
std::string page_after_login(std::string_view next) {
  std::string target = own_target(next);
  const std::string_view path = std::string_view(target).substr(0, target.find('?'));
  for (const std::span<const Route> table : all_routes())
    for (const Route& route : table)
      if (route.path == path && route.get && !route.guarded) return target;
  return "/";
}

RouteResult login(const RouteContext& context) {
  const Request& request = context.request;
  const bool is_post = request.method() == http::verb::post;
  // Links to the form may be anywhere, but only it may send what is in it.
  const RouteSettings& settings = context.settings;
  if (const auto why = refuse(request, settings.on_loopback, settings.host_names, is_post))
    return plain(http::status::forbidden, *why, request.keep_alive(), request.version());
  const auto form = Form::parse(is_post ? std::string_view(request.body()) : context.query);
  if (!form)
    return plain(http::status::bad_request, form.error().what, request.keep_alive(),
                 request.version());
  const std::string next = page_after_login(form->value("next").value_or("/"));
  if (context.caller.proof == Caller::Proof::everyone) return see_other(next, request);
  if (!is_post) return login_page(http::status::ok, next, "", request);
  return LogIn{{form->value("username").value_or(""), form->value("password").value_or("")}, next};
}

RouteResult logout(const RouteContext&) {
  return LogOut{};
}

RouteResult me(const RouteContext& context) {
  const Caller& caller = context.caller;
  const bool is_known =
      caller.proof != Caller::Proof::none && caller.proof != Caller::Proof::everyone;
  json::object body{
      {"role", json::string_view(name_of(caller.role).data(), name_of(caller.role).size())},
      {"authenticated", is_known},
      {"insecure_web", context.settings.is_insecure}};
  body["user"] = is_known ? json::value(caller.name) : json::value();
  return json_answer(context, json::serialize(body));
}

json::object entry(std::string_view kind, const std::string& name, WebRole role) {
  return {{"kind", json::string_view(kind.data(), kind.size())},
          {"name", name},
          {"role", json::string_view(name_of(role).data(), name_of(role).size())}};
}

std::int64_t ms_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

RouteResult users(const RouteContext& context) {
  json::array list;
  if (const UserBook* book = context.settings.users; book != nullptr) {
    for (const WebUser& user : book->users()) list.push_back(entry("user", user.name, user.role));
    for (const ApiToken& token : book->tokens()) {
      json::object item = entry("token", token.name, token.role);
      item["made_ms"] = ms_of(token.made_at);
      item["last_used_ms"] =
          token.last_used == WallTime{} ? json::value() : json::value(ms_of(token.last_used));
      list.push_back(std::move(item));
    }
  }
  return json_answer(context, json::serialize(json::object{{"users", std::move(list)}}));
}

constexpr Route kRoutes[] = {
    {"/login", true, true, false, login, WebRole::nobody},
    {"/logout", false, true, true, logout, WebRole::nobody},
    {"/api/v1/me", true, false, false, me, WebRole::nobody},
    {"/api/v1/users", true, false, false, users, WebRole::admin},
};

}  // namespace

std::span<const Route> access_routes() {
  return kRoutes;
}

}  // namespace acrida
