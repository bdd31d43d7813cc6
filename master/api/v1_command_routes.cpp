// RouteTable: what changes the run by /api/v1.
#include <boost/beast/http/status.hpp>
#include <boost/json.hpp>

#include "master/api/answer.hpp"
#include "master/api/json_form.hpp"
#include "master/api/plan_preview.hpp"
#include "master/api/route_table.hpp"
#include "master/api/v1_start.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;

RouteResult start_or_edit(const RouteContext& context) {
  auto start = v1_start(context.request.body(), context.settings.test.arguments);
  if (const auto* wrong = std::get_if<FieldError>(&start))
    return json_error(context, http::status::bad_request, wrong->what, wrong->field);
  return pending(context, std::get<StartCommand>(std::move(start)), ApiDialect::v1);
}

RouteResult start(const RouteContext& context) {
  if (is_active(context.view.state))
    return json_error(context, http::status::conflict, "a run is active: stop it first");
  return start_or_edit(context);
}

RouteResult edit(const RouteContext& context) {
  if (!is_active(context.view.state))
    return json_error(context, http::status::conflict, "no run is active: start one");
  return start_or_edit(context);
}

RouteResult stop(const RouteContext& context) {
  return pending(context, StopCommand{}, ApiDialect::v1);
}

RouteResult reset(const RouteContext& context) {
  return pending(context, ResetStatsCommand{}, ApiDialect::v1);
}

/// A command of one text.
template <class Command>
RouteResult with_text(const RouteContext& context, const char* field) {
  const auto body = parse_json_body(context.request.body());
  if (!body) return json_error(context, http::status::bad_request, body.error().what);
  const boost::json::value* text = body.value().if_contains(field);
  if (text == nullptr || !text->is_string())
    return json_error(context, http::status::bad_request, std::string(field) + ": is missing",
                      field);
  return pending(context, Command{std::string(text->get_string())}, ApiDialect::v1);
}

RouteResult mark(const RouteContext& context) {
  return with_text<MarkCommand>(context, "text");
}

RouteResult drain(const RouteContext& context) {
  return with_text<DrainCommand>(context, "slave");
}

/// Changes nothing, but its body may be long.
RouteResult preview(const RouteContext& context) {
  auto wanted = v1_start(context.request.body(), context.settings.test.arguments);
  if (const auto* wrong = std::get_if<FieldError>(&wanted))
    return json_error(context, http::status::bad_request, wrong->what, wrong->field);
  auto document =
      preview_document(std::get<StartCommand>(wanted), context.settings.test, context.view);
  if (const auto* wrong = std::get_if<FieldError>(&document))
    return json_error(context, http::status::bad_request, wrong->what, wrong->field);
  return json_answer(context, std::get<std::string>(std::move(document)));
}

constexpr Route kRoutes[] = {
    {"/api/v1/run/start", false, true, true, start},
    {"/api/v1/run/edit", false, true, true, edit},
    {"/api/v1/run/stop", false, true, true, stop},
    {"/api/v1/run/reset", false, true, true, reset},
    {"/api/v1/run/markers", false, true, true, mark},
    {"/api/v1/slaves/drain", false, true, true, drain},
    {"/api/v1/plan/preview", false, true, true, preview},
};

}  // namespace

std::span<const Route> v1_command_routes() {
  return kRoutes;
}

}  // namespace acrida
