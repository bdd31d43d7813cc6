// docker messages: what is said to the Docker Engine API, and what its answers mean.
#include "cloud/docker/docker_message.hpp"

#include <algorithm>
#include <string_view>

#include "cloud/http/json_answer.hpp"
#include "cloud/provider/slave_boot.hpp"

namespace acrida::docker {
namespace {

namespace json = boost::json;

constexpr std::size_t kLogHeadBytes = 8;
constexpr std::size_t kIdDigits = 12;
constexpr std::string_view kIdPrefix = "sha256:";
constexpr long kNotModified = 304;

std::string first_text_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_array() || value->get_array().empty()) return {};
  const json::value& first = value->get_array().front();
  return first.is_string() ? std::string(first.get_string()) : std::string();
}

/// Podman has the registry in each name.
bool is_name(std::string_view full, std::string_view asked_for) {
  for (const std::string_view registry : {"localhost/", "docker.io/library/", "docker.io/"}) {
    if (full == asked_for) return true;
    if (full.starts_with(registry) && !asked_for.starts_with(registry))
      full.remove_prefix(registry.size());
  }
  return full == asked_for || full == std::string(asked_for) + ":latest";
}

struct KnownCause {
  std::string_view part;
  CloudFault fault;
};

// Podman's statuses are coarse (a name that is taken is 500): the words tell.
constexpr KnownCause kKnownCauses[] = {
    {"is already in use by", CloudFault::already_exists},  // a name; not an address
    {"no space left on device", CloudFault::capacity},
    {"cannot allocate memory", CloudFault::capacity},
    {"invalid argument", CloudFault::invalid},
    {"names must match", CloudFault::invalid},
};

CloudFault fault_of(long status, std::string_view cause) {
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
    case 409:  // of names above; else it is being started, stopped or deleted
    case 503:
      return CloudFault::transient;
    case 429:
      return CloudFault::throttled;
    default:
      return CloudFault::internal;
  }
}

/// What `read` makes of the body, or why that is not what was expected.
template <class T, class Read>
CloudResult<T> read_body(const HttpAnswer& answer, const std::string& step, Read read) {
  if (auto error = error_in(answer, step)) return std::move(*error);
  return read_json<T>(answer.body, step, "none of Docker's", read);
}

MachineState state_named(std::string_view name) {
  if (name == "running" || name == "paused") return MachineState::running;
  if (name == "stopping" || name == "removing") return MachineState::stopping;
  if (name == "exited" || name == "stopped" || name == "dead") return MachineState::gone;
  return MachineState::pending;  // created, initialized, restarting
}

CloudTags tags_in(const json::object& labels) {
  CloudTags tags;
  for (const auto& [key, value] : labels)
    if (value.is_string()) tags[std::string(key)] = std::string(value.get_string());
  return tags;
}

std::string without_slash(const std::string& name) {
  return name.starts_with('/') ? name.substr(1) : name;
}

std::string end_of(const json::object& state) {
  const std::string error = text_in(state, "Error");
  if (is_true_in(state, "OOMKilled")) return "it needed more memory than it may: --docker-memory";
  if (!error.empty()) return one_line(error);
  const json::value* code = state.if_contains("ExitCode");
  return code != nullptr && code->is_int64() ? "exit code " + std::to_string(code->get_int64())
                                             : "it ended";
}

CloudMachine listed_machine(const json::value& value) {
  const json::object& container = value.as_object();
  return {.id = std::string(container.at("Id").as_string()),
          .name = without_slash(first_text_in(container, "Names")),
          .state = state_named(container.at("State").as_string()),
          .tags = tags_in(object_in(container, "Labels")),
          .detail = one_line(text_in(container, "Status"))};
}

CloudMachine inspected_machine(const json::value& value) {
  const json::object& container = value.as_object();
  const json::object& state = container.at("State").as_object();
  CloudMachine machine{.id = std::string(container.at("Id").as_string()),
                       .name = without_slash(text_in(container, "Name")),
                       .state = state_named(state.at("Status").as_string()),
                       .tags = tags_in(object_in(object_in(container, "Config"), "Labels"))};
  if (machine.state == MachineState::gone) machine.detail = end_of(state);
  return machine;
}

}  // namespace

std::string create_body(const CloneSpec& spec, const DockerOptions& options) {
  auto variables = boot_environment(spec);
  variables["ACRIDA_LEAVE_AFTER"] = std::to_string(std::chrono::seconds(kAloneLimit).count());
  json::array environment;
  for (const auto& [name, value] : variables) {
    std::string line = name;
    line += '=';
    line += value;
    environment.emplace_back(line);
  }
  json::object host{{"NetworkMode", options.network},
                    {"Init", true},  // whose processes die is reaped, and signals arrive
                    {"ReadonlyRootfs", true},
                    // For tests that are fetched and loaded.
                    {"Tmpfs", {{"/tmp", "rw,exec,nosuid,nodev,mode=1777"}}},
                    {"CapDrop", {"ALL"}},
                    {"SecurityOpt", {"no-new-privileges"}},
                    {"PidsLimit", kMostProcesses}};
  if (options.memory_bytes) host["Memory"] = *options.memory_bytes;
  return json::serialize(json::object{{"Image", spec.template_id},
                                      {"Cmd", {"slave"}},
                                      {"Labels", json::value_from(spec.tags)},
                                      {"Env", std::move(environment)},
                                      {"HostConfig", std::move(host)}});
}

std::string label_body(const std::string& image, const TemplateTag& tag) {
  return json::serialize(json::object{{"Image", image}, {"Labels", {{tag.key, tag.value}}}});
}

std::string filters_of(const std::string& key, const std::string& value) {
  std::string label = key;
  label += '=';
  label += value;
  return json::serialize(json::object{{"label", {label}}});
}

std::optional<CloudError> error_in(const HttpAnswer& answer, const std::string& step) {
  if ((answer.status >= 200 && answer.status < 300) || answer.status == kNotModified)
    return std::nullopt;
  std::string cause = one_line(text_in(object_of(answer.body), "message"));
  if (cause.empty()) cause = "status " + std::to_string(answer.status);
  return CloudError{fault_of(answer.status, cause), step, cause};
}

CloudResult<std::string> read_created(const HttpAnswer& answer, const std::string& step) {
  auto id = read_body<std::string>(answer, step, [](const json::value& body) {
    return std::string(body.as_object().at("Id").as_string());
  });
  if (auto* error = std::get_if<CloudError>(&id); error && error->fault == CloudFault::internal)
    error->fault = CloudFault::outcome_unknown;
  return id;
}

CloudResult<std::vector<CloudMachine>> read_containers(const HttpAnswer& answer,
                                                       const std::string& step) {
  return read_body<std::vector<CloudMachine>>(answer, step, [](const json::value& body) {
    std::vector<CloudMachine> machines;
    for (const json::value& one : body.as_array()) machines.push_back(listed_machine(one));
    return machines;
  });
}

CloudResult<CloudMachine> read_container(const HttpAnswer& answer, const std::string& step) {
  return read_body<CloudMachine>(answer, step, inspected_machine);
}

CloudResult<std::vector<MachineTemplate>> read_images(const HttpAnswer& answer,
                                                      const TemplateTag& tag) {
  return read_body<std::vector<MachineTemplate>>(answer, "templates", [&](const json::value& body) {
    std::vector<MachineTemplate> templates;
    for (const json::value& one : body.as_array()) {
      const json::object& image = one.as_object();
      if (text_in(object_in(image, "Labels"), tag.key) != tag.value) continue;
      MachineTemplate found{.id = std::string(image.at("Id").as_string()),
                            .name = first_text_in(image, "RepoTags"),
                            .description = "container"};
      const bool has_prefix = found.id.starts_with(kIdPrefix);
      if (found.name.empty() || found.name == "<none>:<none>")
        found.name = "image " + found.id.substr(has_prefix ? kIdPrefix.size() : 0, kIdDigits);
      templates.push_back(std::move(found));
    }
    return templates;
  });
}

CloudResult<std::string> read_image_name(const HttpAnswer& answer, const std::string& asked_for,
                                         const std::string& step) {
  return read_body<std::string>(answer, step, [&](const json::value& body) {
    const json::object& image = body.as_object();
    if (const json::value* names = image.if_contains("RepoTags"); names && names->is_array())
      for (const json::value& one : names->get_array())
        if (one.is_string() && is_name(one.get_string(), asked_for))
          return std::string(one.get_string());
    std::string name = first_text_in(image, "RepoTags");
    return name.empty() ? std::string(image.at("Id").as_string()) : name;
  });
}

std::string last_log_line(const std::string& body) {
  std::string text;
  std::size_t at = 0;
  while (at + kLogHeadBytes <= body.size() && body[at] >= 0 && body[at] <= 2 && body[at + 1] == 0) {
    std::size_t length = 0;
    for (std::size_t i = 4; i < kLogHeadBytes; ++i)
      length = length << 8 | static_cast<unsigned char>(body[at + i]);
    text += body.substr(at + kLogHeadBytes, length);
    at += kLogHeadBytes + std::min(length, body.size());
  }
  if (at == 0) text = body;  // of a terminal, without heads
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const std::size_t end_of_other = text.rfind('\n');
  return one_line(end_of_other == std::string::npos ? text : text.substr(end_of_other + 1));
}

}  // namespace acrida::docker
