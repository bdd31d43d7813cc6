// RouteTable: /api/v1/machines, what the cloud makes and ends.
#include <limits>

#include <boost/beast/http/status.hpp>
#include <boost/json.hpp>

#include "master/api/answer.hpp"
#include "master/api/json_form.hpp"
#include "master/api/route_table.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;

RouteResult ask(const RouteContext& context, std::optional<FleetCommand> command) {
  if (!context.settings.has_cloud)
    return json_error(context, http::status::not_found,
                      "this master makes no machines: start `acrida master` with --cloud");
  return PendingFleet{std::move(command), context.request.keep_alive(), context.request.version()};
}

RouteResult refuse(const RouteContext& context, const std::string& field, const std::string& why) {
  return json_error(context, http::status::bad_request, field + ": " + why, field);
}

/// Nothing when it is missing or null; the error is a phrase.
Result<std::optional<std::int64_t>> whole_number_of(const json::object& body, const char* field) {
  const json::value* value = body.if_contains(field);
  if (value == nullptr || value->is_null()) return std::optional<std::int64_t>();
  boost::system::error_code error;
  const auto number = value->to_number<std::int64_t>(error);
  if (error || number < 0 || number > std::numeric_limits<std::int32_t>::max())
    return Error{"is no whole number"};
  return std::optional(number);
}

Result<std::string> text_of(const json::object& body, const char* field) {
  const json::value* value = body.if_contains(field);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string()) return Error{"is no text"};
  return std::string(value->get_string());
}

RouteResult list(const RouteContext& context) {
  return ask(context, std::nullopt);
}

RouteResult spawn(const RouteContext& context) {
  const auto body = parse_json_body(context.request.body());
  if (!body) return json_error(context, http::status::bad_request, body.error().what);
  SpawnMachines command;
  const auto count = whole_number_of(body.value(), "count");
  if (!count) return refuse(context, "count", count.error().what);
  command.count = static_cast<std::size_t>(count.value().value_or(1));
  const auto idle = whole_number_of(body.value(), "idle_stop_s");
  if (!idle) return refuse(context, "idle_stop_s", idle.error().what);
  if (idle.value()) command.idle_stop = std::chrono::seconds(*idle.value());
  const auto template_id = text_of(body.value(), "template");
  if (!template_id) return refuse(context, "template", template_id.error().what);
  command.template_id = template_id.value();
  const auto key = text_of(body.value(), "key");
  if (!key) return refuse(context, "key", key.error().what);
  command.key = key.value();
  return ask(context, command);
}

RouteResult of_machine(const RouteContext& context, MachineCommand::Verb verb) {
  const auto body = parse_json_body(context.request.body());
  if (!body) return json_error(context, http::status::bad_request, body.error().what);
  const auto machine = text_of(body.value(), "machine");
  if (!machine || machine.value().empty()) return refuse(context, "machine", "is missing");
  if (verb == MachineCommand::Verb::pin) {
    const json::value* pinned = body.value().if_contains("pinned");
    if (pinned != nullptr && !pinned->is_bool())
      return refuse(context, "pinned", "is neither true nor false");
    if (pinned != nullptr && !pinned->get_bool()) verb = MachineCommand::Verb::unpin;
  }
  return ask(context, MachineCommand{verb, machine.value()});
}

template <MachineCommand::Verb verb>
RouteResult change(const RouteContext& context) {
  return of_machine(context, verb);
}

RouteResult extend(const RouteContext& context) {
  const auto body = parse_json_body(context.request.body());
  if (!body) return json_error(context, http::status::bad_request, body.error().what);
  const auto machine = text_of(body.value(), "machine");
  if (!machine || machine.value().empty()) return refuse(context, "machine", "is missing");
  ExtendMachine command;
  command.machine = machine.value();
  const auto by = whole_number_of(body.value(), "by_s");
  if (!by) return refuse(context, "by_s", by.error().what);
  if (by.value()) command.by = std::chrono::seconds(*by.value());
  return ask(context, command);
}

using Verb = MachineCommand::Verb;
constexpr Route kRoutes[] = {
    {"/api/v1/machines", true, false, false, list},
    {"/api/v1/machines/spawn", false, true, true, spawn},
    {"/api/v1/machines/stop", false, true, true, change<Verb::stop>},
    {"/api/v1/machines/delete", false, true, true, change<Verb::remove>},
    {"/api/v1/machines/retry", false, true, true, change<Verb::retry>},
    {"/api/v1/machines/pin", false, true, true, change<Verb::pin>},
    {"/api/v1/machines/extend", false, true, true, extend},
};

}  // namespace

std::span<const Route> machine_routes() {
  return kRoutes;
}

}  // namespace acrida
