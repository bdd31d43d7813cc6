// DockerProvider: containers of Docker, or of podman, whose service has the same API.
#include "cloud/docker/docker_provider.hpp"

#include <utility>

#include "cloud/docker/docker_message.hpp"
#include "cloud/http/json_answer.hpp"
#include "cloud/provider/rollback.hpp"

namespace acrida {
namespace {

/// Ended containers of a list that are looked at one by one.
constexpr int kMostInspected = 20;

std::string container_path(const std::string& id) {
  return "/containers/" + url_encoded(id);
}

std::string filtered(const std::string& path, const std::string& key, const std::string& value) {
  return path + "filters=" + url_encoded(docker::filters_of(key, value));
}

}  // namespace

ProviderTraits DockerProvider::traits() const {
  return {.keeps_stopped = false,
          .keeps_records = true,
          .appears_within = std::chrono::seconds(1),
          .list_period = std::chrono::milliseconds(500)};
}

CloudResult<HttpAnswer> DockerProvider::ask(const std::string& method, const std::string& path,
                                            const std::string& body, const std::string& step,
                                            const std::stop_token& stop) const {
  // Without a version in the path each server takes its own.
  return http_call({.method = method,
                    .url = "http://docker" + path,
                    .headers = {"Content-Type: application/json"},
                    .body = body,
                    .unix_socket = options_.socket},
                   step, stop);
}

CloudResult<Done> DockerProvider::change(const std::string& method, const std::string& path,
                                         const std::string& body, const std::string& step,
                                         const std::stop_token& stop) const {
  return read_answer<Done>(ask(method, path, body, step, stop),
                           [&](const HttpAnswer& answer) -> CloudResult<Done> {
                             if (auto error = docker::error_in(answer, step))
                               return std::move(*error);
                             return Done{};
                           });
}

CloudResult<std::vector<MachineTemplate>> DockerProvider::templates(const TemplateTag& tag,
                                                                    std::stop_token stop) {
  return read_answer<std::vector<MachineTemplate>>(
      ask("GET", filtered("/images/json?", tag.key, tag.value), "", "templates", stop),
      [&](const HttpAnswer& answer) { return docker::read_images(answer, tag); });
}

// Labels of an image never change: a new image in its place, under its name, has the label.
CloudResult<Done> DockerProvider::mark_template(const std::string& id, const TemplateTag& tag,
                                                std::stop_token stop) {
  auto name = read_answer<std::string>(
      ask("GET", "/images/" + url_encoded(id) + "/json", "", "mark", stop),
      [&](const HttpAnswer& answer) { return docker::read_image_name(answer, id, "mark"); });
  if (auto* error = std::get_if<CloudError>(&name)) return std::move(*error);
  auto made = read_answer<std::string>(
      ask("POST", "/containers/create", docker::label_body(id, tag), "mark", stop),
      [](const HttpAnswer& answer) { return docker::read_created(answer, "mark"); });
  if (auto* error = std::get_if<CloudError>(&made)) return std::move(*error);
  const auto& container = std::get<std::string>(made);
  const std::string& full = std::get<std::string>(name);
  const std::size_t colon = full.find(':', full.find('/') + 1);
  std::string path = "/commit?container=" + url_encoded(container);
  if (!full.starts_with("sha256:")) {
    path += "&repo=" + url_encoded(full.substr(0, colon));
    if (colon != std::string::npos) path += "&tag=" + url_encoded(full.substr(colon + 1));
  }
  auto marked = change("POST", path, "{}", "mark", stop);
  auto removed = remove_it(container, "mark", {});
  return std::holds_alternative<CloudError>(marked) ? marked : removed;
}

CloudResult<std::vector<CloudMachine>> DockerProvider::list(const std::string& fleet,
                                                            std::stop_token stop) {
  auto listed = read_answer<std::vector<CloudMachine>>(
      ask("GET", filtered("/containers/json?all=true&", cloud_tag::kFleet, fleet), "", "list",
          stop),
      [](const HttpAnswer& answer) { return docker::read_containers(answer, "list"); });
  if (auto* machines = std::get_if<std::vector<CloudMachine>>(&listed)) {
    int inspected = 0;
    for (CloudMachine& machine : *machines) {
      if (machine.state != MachineState::gone || ++inspected > kMostInspected) continue;
      auto closer = look_at(machine.id, "list", stop);
      if (auto* found = std::get_if<CloudMachine>(&closer)) machine = std::move(*found);
    }
  }
  return listed;
}

CloudResult<CloudMachine> DockerProvider::look_at(const std::string& id, const std::string& step,
                                                  const std::stop_token& stop) const {
  auto found = read_answer<CloudMachine>(
      ask("GET", container_path(id) + "/json", "", step, stop),
      [&](const HttpAnswer& answer) { return docker::read_container(answer, step); });
  auto* machine = std::get_if<CloudMachine>(&found);
  if (machine != nullptr && machine->state == MachineState::gone) {
    const std::string words = last_words(machine->id, stop);
    if (!words.empty()) machine->detail += ": " + words;
  }
  return found;
}

CloudResult<CloudMachine> DockerProvider::look_at_made(const std::string& id,
                                                       const std::stop_token& stop) const {
  auto found = look_at(id, "clone", stop);
  if (auto* error = std::get_if<CloudError>(&found); error && error->fault != CloudFault::cancelled)
    error->fault = CloudFault::outcome_unknown;
  return found;
}

std::string DockerProvider::last_words(const std::string& id, const std::stop_token& stop) const {
  const auto answer =
      ask("GET", container_path(id) + "/logs?stdout=true&stderr=true&tail=1", "", "describe", stop);
  const auto* log = std::get_if<HttpAnswer>(&answer);
  return log != nullptr && log->status == 200 ? docker::last_log_line(log->body) : std::string();
}

CloudResult<CloudMachine> DockerProvider::describe(const std::string& id, std::stop_token stop) {
  return look_at(id, "describe", stop);
}

CloudResult<CloudMachine> DockerProvider::take_over(const CloneSpec& spec,
                                                    const std::stop_token& stop) const {
  auto found = look_at(spec.name, "clone", stop);
  auto* machine = std::get_if<CloudMachine>(&found);
  if (machine == nullptr) return found;
  if (!is_made_for(spec, machine->tags))
    return CloudError{CloudFault::already_exists, "clone",
                      "there is another container with the name " + spec.name,
                      "it is left alone; rename or delete it"};
  if (machine->state != MachineState::pending) return found;
  // Of a call that was broken off between the two steps.
  auto started = change("POST", container_path(machine->id) + "/start", "", "clone", stop);
  if (auto* error = std::get_if<CloudError>(&started)) return roll_back(spec, std::move(*error));
  return look_at_made(machine->id, stop);
}

CloudError DockerProvider::roll_back(const CloneSpec& spec, CloudError why) const {
  return rolled_back(std::move(why), [&](const std::stop_token& stop) -> CloudResult<Done> {
    auto found = look_at(spec.name, "clone", stop);
    if (auto* error = std::get_if<CloudError>(&found)) {
      if (error->fault == CloudFault::not_found) return Done{};
      return std::move(*error);
    }
    const auto& machine = std::get<CloudMachine>(found);
    if (!is_made_for(spec, machine.tags)) return Done{};
    return remove_it(machine.id, "clone", stop);
  });
}

CloudResult<CloudMachine> DockerProvider::clone(const CloneSpec& spec, std::stop_token stop) {
  auto made = read_answer<std::string>(
      ask("POST", "/containers/create?name=" + url_encoded(spec.name),
          docker::create_body(spec, options_), "clone", stop),
      [](const HttpAnswer& answer) { return docker::read_created(answer, "clone"); });
  if (auto* error = std::get_if<CloudError>(&made)) {
    if (error->fault == CloudFault::already_exists) {
      auto taken = take_over(spec, stop);
      auto* gone = std::get_if<CloudError>(&taken);
      // The container that had the name was just removed.
      if (gone != nullptr && gone->fault == CloudFault::not_found)
        gone->fault = CloudFault::transient;
      return taken;
    }
    if (is_refusal(error->fault)) return std::move(*error);
    return roll_back(spec, std::move(*error));
  }
  const auto& id = std::get<std::string>(made);
  auto started = change("POST", container_path(id) + "/start", "", "clone", stop);
  if (auto* error = std::get_if<CloudError>(&started)) return roll_back(spec, std::move(*error));
  return look_at_made(id, stop);
}

CloudResult<Done> DockerProvider::start(const std::string& id, std::stop_token stop) {
  return change("POST", container_path(id) + "/start", "", "start", stop);
}

CloudResult<Done> DockerProvider::stop(const std::string& id, std::stop_token stop) {
  return change("POST", container_path(id) + "/stop?t=" + std::to_string(kStopLimit.count()), "",
                "stop", stop);
}

CloudResult<Done> DockerProvider::remove_it(const std::string& id, const std::string& step,
                                            const std::stop_token& stop) const {
  auto removed = change("DELETE", container_path(id) + "?force=true&v=true", "", step, stop);
  const auto* error = std::get_if<CloudError>(&removed);
  if (error != nullptr && error->fault == CloudFault::not_found) return Done{};
  return removed;
}

CloudResult<Done> DockerProvider::remove(const std::string& id, std::stop_token stop) {
  return remove_it(id, "delete", stop);
}

}  // namespace acrida
