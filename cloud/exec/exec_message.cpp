// ExecMessage: what goes into a provider's command, and what comes out.
#include "cloud/exec/exec_message.hpp"

#include <stdexcept>

#include <boost/json.hpp>

#include "cloud/provider/slave_boot.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

constexpr int kFirstCode = 10;
constexpr CloudFault kFaults[] = {
    CloudFault::not_found,       CloudFault::gone,       CloudFault::already_exists,
    CloudFault::invalid,         CloudFault::auth,       CloudFault::quota,
    CloudFault::capacity,        CloudFault::throttled,  CloudFault::transient,
    CloudFault::outcome_unknown, CloudFault::unsupported};

std::string text_of(const json::object& object, const char* key, const char* without = nullptr) {
  const json::value* value = object.if_contains(key);
  if ((value == nullptr || value->is_null()) && without != nullptr) return without;
  if (value == nullptr || !value->is_string())
    throw std::runtime_error(std::string(key) + " is missing, or no text");
  return std::string(value->get_string());
}

CloudMachine machine_of(const json::value& value) {
  const json::object& object = value.as_object();
  const auto state = machine_state_named(text_of(object, "state"));
  if (!state)
    throw std::runtime_error("state is none of pending, running, stopping, stopped, gone");
  return {.id = text_of(object, "id"),
          .name = text_of(object, "name", ""),
          .state = *state,
          .tags = json::value_to<CloudTags>(object.at("tags")),
          .address = text_of(object, "address", ""),
          .detail = text_of(object, "detail", "")};
}

MachineTemplate template_of(const json::value& value) {
  const json::object& object = value.as_object();
  MachineTemplate one{.id = text_of(object, "id"),
                      .name = text_of(object, "name", ""),
                      .description = text_of(object, "description", "")};
  if (one.name.empty()) one.name = one.id;
  if (const json::value* cores = object.if_contains("cores"))
    one.cores = cores->to_number<std::uint32_t>();
  one.problem = text_of(object, "problem", "");
  const json::value* price = object.if_contains("price_per_hour");
  if (price != nullptr && !price->is_null()) one.price_per_hour = price->to_number<double>();
  return one;
}

/// What `read` makes of the text, or why that is not what was expected.
template <class T, class Read>
CloudResult<T> read_answer(const std::string& text, const std::string& verb, Read read) {
  try {
    return read(json::parse(text).as_object());
  } catch (const std::exception& error) {
    return CloudError{CloudFault::internal, verb,
                      "the command has printed something else than cloud/README.md says: " +
                          std::string(error.what()),
                      "run it by hand"};
  }
}

}  // namespace

std::string clone_message(const CloneSpec& spec) {
  return json::serialize(json::object{{"template", spec.template_id},
                                      {"name", spec.name},
                                      {"token", spec.token},
                                      {"tags", json::value_from(spec.tags)},
                                      {"environment", json::value_from(boot_environment(spec))}});
}

std::string templates_message(const TemplateTag& tag) {
  return json::serialize(json::object{{"tag", {{"key", tag.key}, {"value", tag.value}}}});
}

std::string mark_message(const std::string& id, const TemplateTag& tag) {
  return json::serialize(
      json::object{{"id", id}, {"tag", {{"key", tag.key}, {"value", tag.value}}}});
}

std::string list_message(const std::string& fleet) {
  return json::serialize(json::object{{"fleet", fleet}});
}

std::string machine_message(const std::string& id) {
  return json::serialize(json::object{{"id", id}});
}

CloudResult<std::vector<MachineTemplate>> read_templates(const std::string& text) {
  return read_answer<std::vector<MachineTemplate>>(text, "templates", [](const json::object& all) {
    std::vector<MachineTemplate> templates;
    for (const json::value& one : all.at("templates").as_array())
      templates.push_back(template_of(one));
    return templates;
  });
}

CloudResult<std::vector<CloudMachine>> read_machines(const std::string& text) {
  return read_answer<std::vector<CloudMachine>>(text, "list", [](const json::object& all) {
    std::vector<CloudMachine> machines;
    for (const json::value& one : all.at("machines").as_array())
      machines.push_back(machine_of(one));
    return machines;
  });
}

CloudResult<CloudMachine> read_machine(const std::string& text, const std::string& verb) {
  return read_answer<CloudMachine>(
      text, verb, [](const json::object& all) { return machine_of(all.at("machine")); });
}

CloudFault fault_of_exit(int code) {
  const auto place = static_cast<std::size_t>(code - kFirstCode);
  return code >= kFirstCode && place < std::size(kFaults) ? kFaults[place] : CloudFault::internal;
}

}  // namespace acrida
