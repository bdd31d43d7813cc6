// lxd messages: what is said to LXD's REST API, and what its answers mean.
#include "cloud/lxd/lxd_message.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "cloud/http/json_answer.hpp"
#include "cloud/provider/slave_boot.hpp"

namespace acrida::lxd {
namespace {

namespace json = boost::json;

constexpr std::size_t kFingerprintDigits = 12;

// Status codes of instances.
constexpr std::int64_t kStopped = 102;
constexpr std::int64_t kRunning = 103;
constexpr std::int64_t kStopping = 107;
constexpr std::int64_t kAborting = 108;
constexpr std::int64_t kFrozen = 110;
constexpr std::int64_t kThawed = 111;

struct KnownCause {
  std::string_view part;
  CloudFault fault;
};

// The server's statuses are coarse, those of operations always 400: its words tell.
constexpr KnownCause kKnownCauses[] = {
    {"Reached maximum", CloudFault::quota},  // of a project's instances, memory, disk, ...
    {"No space left on device", CloudFault::capacity},
    {"annot allocate memory", CloudFault::capacity},
    {"already exists", CloudFault::already_exists},
    {"busy running a \"create\"", CloudFault::already_exists},
    {"is busy running", CloudFault::transient},
    {"Instance is running", CloudFault::transient},  // what ends it is under way
    {"Instance not found", CloudFault::not_found},
};

CloudFault fault_of(std::int64_t status, std::string_view cause) {
  for (const KnownCause& known : kKnownCauses)
    if (cause.find(known.part) != std::string_view::npos) return known.fault;
  switch (status) {
    case 400:
      return CloudFault::invalid;
    case 401:
    case 403:
      return CloudFault::auth;
    case 404:
      return CloudFault::not_found;
    case 409:
      return CloudFault::already_exists;
    case 429:
      return CloudFault::throttled;
    case 503:
      return CloudFault::transient;
    default:
      return CloudFault::internal;
  }
}

CloudError refusal(std::int64_t status, const std::string& cause, const std::string& step) {
  CloudError error{fault_of(status, cause), step, one_line(cause)};
  if (error.fault == CloudFault::auth)
    error.remedy = "add the certificate of --lxd-cert on the server: lxc config trust add FILE";
  if (error.cause.empty()) error.cause = "status " + std::to_string(status);
  return error;
}

/// What `read` makes of the metadata, or why that is not what was expected.
template <class T, class Read>
CloudResult<T> read_metadata(const HttpAnswer& answer, const std::string& step, Read read) {
  if (auto error = error_in(answer, step)) return std::move(*error);
  return read_json<T>(answer.body, step, "none of LXD's", [&](const json::value& body) {
    return read(body.as_object().at("metadata"));
  });
}

std::string config_of(const json::object& instance, std::string_view key) {
  const std::string own = text_in(object_in(instance, "config"), key);
  return own.empty() ? text_in(object_in(instance, "expanded_config"), key) : own;
}

bool is_tag(std::string_view key) {
  return key != kEnvironmentKey &&
         (key == "user.acrida" || key.substr(0, 12) == std::string_view("user.acrida-"));
}

MachineState state_of(const json::object& instance) {
  switch (number_in(instance, "status_code")) {
    case kRunning:
    case kFrozen:
    case kThawed:
      return MachineState::running;
    case kStopping:
    case kAborting:
      return MachineState::stopping;
    case kStopped:
      // Between its copy and its start.
      return config_of(instance, "volatile.last_state.power").empty() ? MachineState::pending
                                                                      : MachineState::stopped;
    default:  // Starting, or Error: the server cannot tell
      return MachineState::pending;
  }
}

CloudMachine machine_of(const json::value& value) {
  const json::object& instance = value.as_object();
  CloudMachine machine;
  machine.id = machine.name = std::string(instance.at("name").as_string());
  machine.state = state_of(instance);
  for (const auto& [key, tag] : object_in(instance, "config"))
    if (is_tag(key) && tag.is_string())
      machine.tags[std::string(key.substr(sizeof kTagPrefix - 1))] = std::string(tag.get_string());
  if (machine.state == MachineState::pending) machine.detail = text_in(instance, "status");
  return machine;
}

/// limits.cpu may be a set of cores, too ("0-3").
std::uint32_t cores_of(const json::object& instance) {
  const std::string text = config_of(instance, "limits.cpu");
  std::uint32_t cores = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cores);
  return error == std::errc() && end == text.data() + text.size() ? cores : 0;
}

std::string problem_of(const json::object& instance) {
  if (number_in(instance, "status_code") == kStopped) return {};
  return "it is not stopped: lxc stop " + text_in(instance, "name");
}

std::string description_of(const json::object& object, const std::string& said) {
  const std::string type =
      text_in(object, "type") == "virtual-machine" ? "virtual machine" : "container";
  return said.empty() ? type : type + ": " + one_line(said);
}

}  // namespace

bool is_image(const std::string& template_id) {
  return template_id.starts_with(kImagePrefix);
}

std::string fingerprint_of(const std::string& template_id) {
  return template_id.substr(sizeof kImagePrefix - 1);
}

std::string clone_body(const CloneSpec& spec, const CloneSource& source) {
  json::object config;
  for (const auto& [key, value] : spec.tags) config[kTagPrefix + key] = value;
  config[kEnvironmentKey] = environment_file(spec);
  // Images read one of the two.
  config["cloud-init.user-data"] = config["user.user-data"] = user_data(spec);
  json::object body{{"name", spec.name}, {"ephemeral", true}, {"config", std::move(config)}};
  if (is_image(spec.template_id)) {
    body["type"] = source.type;
    body["source"] = {{"type", "image"}, {"fingerprint", fingerprint_of(spec.template_id)}};
  } else {
    body["profiles"] = json::value_from(source.profiles);
    body["source"] = {{"type", "copy"}, {"source", spec.template_id}, {"instance_only", true}};
  }
  return json::serialize(body);
}

std::string state_body(const std::string& action, bool force, std::chrono::seconds timeout) {
  return json::serialize(
      json::object{{"action", action}, {"force", force}, {"timeout", timeout.count()}});
}

std::string mark_body(const std::string& template_id, const TemplateTag& tag) {
  if (is_image(template_id))
    return json::serialize(json::object{{"properties", {{tag.key, tag.value}}}});
  return json::serialize(
      json::object{{"ephemeral", false}, {"config", {{kTagPrefix + tag.key, tag.value}}}});
}

std::string filter_of(const std::string& key, const std::string& value) {
  const auto is_plain = [](const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == ':';
    });
  };
  if (!is_plain(key) || !is_plain(value)) return {};
  return key + " eq " + value;
}

std::optional<CloudError> error_in(const HttpAnswer& answer, const std::string& step) {
  if (answer.status >= 200 && answer.status <= 202) return std::nullopt;
  return refusal(answer.status, text_in(object_of(answer.body), "error"), step);
}

CloudResult<std::string> read_begun(const HttpAnswer& answer, const std::string& step) {
  if (auto error = error_in(answer, step)) return std::move(*error);
  std::string path = text_in(object_of(answer.body), "operation");
  path = path.substr(0, path.find('?'));  // the project is that of all requests
  if (answer.status == 200 && path.empty()) return std::string();
  if (path.starts_with("/1.0/operations/") && path.find_first_of(" #\r\n") == std::string::npos)
    return path;
  return CloudError{CloudFault::outcome_unknown, step, "the answer names no operation",
                    "is it the address of an LXD or Incus server?"};
}

CloudResult<Done> read_operation(const HttpAnswer& answer, const std::string& step) {
  if (answer.status == 404)
    return CloudError{CloudFault::outcome_unknown, step, "the server has forgotten the operation"};
  struct Outcome {
    std::int64_t status = 0;
    std::string cause;
  };
  auto outcome = read_metadata<Outcome>(answer, step, [](const json::value& metadata) {
    const json::object& operation = metadata.as_object();
    return Outcome{operation.at("status_code").as_int64(), text_in(operation, "err")};
  });
  if (auto* error = std::get_if<CloudError>(&outcome)) {
    error->fault = CloudFault::outcome_unknown;
    return std::move(*error);
  }
  const auto& [status, cause] = std::get<Outcome>(outcome);
  if (status == 200) return Done{};
  if (status < 200)  // it goes on
    return CloudError{CloudFault::outcome_unknown, step, "the operation takes too long"};
  return refusal(status, cause, step);
}

CloudResult<CloudMachine> read_machine(const HttpAnswer& answer, const std::string& step) {
  return read_metadata<CloudMachine>(answer, step, machine_of);
}

CloudResult<std::vector<CloudMachine>> read_machines(const HttpAnswer& answer,
                                                     const std::string& step) {
  return read_metadata<std::vector<CloudMachine>>(answer, step, [](const json::value& metadata) {
    std::vector<CloudMachine> machines;
    for (const json::value& one : metadata.as_array()) machines.push_back(machine_of(one));
    return machines;
  });
}

CloudResult<CloneSource> read_source(const HttpAnswer& answer, const std::string& template_id) {
  return read_metadata<CloneSource>(answer, "clone", [&](const json::value& metadata) {
    const json::object& object = metadata.as_object();
    CloneSource source;
    source.type = std::string(object.at("type").as_string());
    if (is_image(template_id)) return source;
    source.profiles = json::value_to<std::vector<std::string>>(object.at("profiles"));
    source.problem = problem_of(object);
    return source;
  });
}

CloudResult<std::vector<MachineTemplate>> read_templates(const HttpAnswer& instances,
                                                         const TemplateTag& tag) {
  return read_metadata<std::vector<MachineTemplate>>(
      instances, "templates", [&](const json::value& metadata) {
        std::vector<MachineTemplate> templates;
        for (const json::value& one : metadata.as_array()) {
          const json::object& instance = one.as_object();
          const json::object& config = object_in(instance, "config");
          // A copy has what its template has, a tag of the user's own too.
          const bool is_slave =
              text_in(config, std::string(kTagPrefix) + cloud_tag::kRole) == cloud_tag::kSlave;
          if (is_slave || text_in(config, kTagPrefix + tag.key) != tag.value) continue;
          const std::string name(instance.at("name").as_string());
          templates.push_back(
              {.id = name,
               .name = name,
               .description = description_of(instance, text_in(instance, "description")),
               .cores = cores_of(instance),
               .problem = problem_of(instance)});
        }
        return templates;
      });
}

CloudResult<std::vector<MachineTemplate>> read_images(const HttpAnswer& images,
                                                      const TemplateTag& tag) {
  return read_metadata<std::vector<MachineTemplate>>(
      images, "templates", [&](const json::value& metadata) {
        std::vector<MachineTemplate> templates;
        for (const json::value& one : metadata.as_array()) {
          const json::object& image = one.as_object();
          const json::object& properties = object_in(image, "properties");
          if (text_in(properties, tag.key) != tag.value) continue;
          const std::string fingerprint(image.at("fingerprint").as_string());
          templates.push_back(
              {.id = kImagePrefix + fingerprint,
               .name = "image " + fingerprint.substr(0, kFingerprintDigits),
               .description = description_of(image, text_in(properties, "description"))});
        }
        return templates;
      });
}

}  // namespace acrida::lxd
