// MachinesDocument: the machines as JSON.
#include "master/api/machines_document.hpp"

#include <boost/beast/http/status.hpp>
#include <boost/json.hpp>

#include "master/api/answer.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;

template <class Value>
json::value or_null(const std::optional<Value>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::value error_of(const std::optional<CloudError>& error) {
  if (!error) return nullptr;
  return {{"fault", name_of(error->fault)},
          {"step", error->step},
          {"cause", error->cause},
          {"remedy", remedy_of(*error)}};
}

json::object machine_of(const MachineView& machine) {
  json::array steps;
  for (const auto& [step, seconds] : machine.steps)
    steps.push_back({{"step", name_of(step)}, {"seconds", seconds}});
  return {{"id", machine.id},
          {"provider_id", machine.provider_id},
          {"template", machine.template_id},
          {"address", machine.address},
          {"step", name_of(machine.step)},
          {"step_s", machine.step_s},
          {"steps", std::move(steps)},
          {"error", error_of(machine.error)},
          {"can_retry", machine.can_retry},
          {"idle_stop_in_s", machine.idle_stop_in ? json::value(machine.idle_stop_in->count())
                                                  : json::value(nullptr)},
          {"pinned", machine.is_pinned},
          {"adopted", machine.is_adopted},
          {"expires", machine.expires ? json::value(expiry_text(*machine.expires)) : nullptr},
          {"slaves", json::value_from(machine.slaves)},
          {"users", machine.users},
          {"price_per_hour", or_null(machine.price_per_hour)}};
}

}  // namespace

std::string machines_document(const FleetView& fleet) {
  json::array templates;
  for (const MachineTemplate& one : fleet.templates)
    templates.push_back({{"id", one.id},
                         {"name", one.name},
                         {"description", one.description},
                         {"cores", one.cores},
                         {"price_per_hour", or_null(one.price_per_hour)},
                         {"problem", one.problem}});
  json::array machines;
  for (const MachineView& machine : fleet.machines) machines.push_back(machine_of(machine));
  return json::serialize(json::object{{"provider", fleet.provider},
                                      {"fleet", fleet.fleet},
                                      {"max_machines", fleet.max_machines},
                                      {"counted", fleet.counted},
                                      {"max_cost_per_hour", or_null(fleet.max_cost_per_hour)},
                                      {"cost_per_hour", fleet.cost_per_hour},
                                      {"idle_stop_s", fleet.idle_stop.count()},
                                      {"autoscale", fleet.is_scaling},
                                      {"strain", or_null(fleet.strain)},
                                      {"known", fleet.is_known},
                                      {"error", error_of(fleet.error)},
                                      {"templates", std::move(templates)},
                                      {"machines", std::move(machines)}});
}

Response respond(const PendingFleet& pending, const FleetAnswer& fleet) {
  std::string body;
  auto status = http::status::ok;
  if (!pending.command) {
    body = machines_document(fleet.view);
  } else if (fleet.reply.ok) {
    body = json::serialize(json::object{{"ok", true},
                                        {"message", fleet.reply.text},
                                        {"machines", json::value_from(fleet.reply.machines)}});
  } else {
    status = http::status::conflict;
    body = error_body(fleet.reply.text, fleet.reply.field);
  }
  return answer(status, "application/json", std::move(body), kNothingPolicy, pending.keep_alive,
                pending.http_version);
}

}  // namespace acrida
