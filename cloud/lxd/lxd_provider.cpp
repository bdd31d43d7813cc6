// LxdProvider: containers and virtual machines of LXD or Incus.
#include "cloud/lxd/lxd_provider.hpp"

#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "cloud/http/json_answer.hpp"
#include "cloud/lxd/lxd_message.hpp"
#include "cloud/provider/rollback.hpp"

namespace acrida {
namespace {

constexpr char kInstances[] = "/1.0/instances";
constexpr char kImages[] = "/1.0/images";
/// Of Debian's package, the snap, Incus.
constexpr const char* kSockets[] = {"/var/lib/lxd/unix.socket",
                                    "/var/snap/lxd/common/lxd/unix.socket",
                                    "/var/lib/incus/unix.socket"};
constexpr std::chrono::seconds kRemovalLimit{15};
constexpr std::chrono::milliseconds kRemovalPause{250};

std::string path_of(const std::string& id) {
  return kInstances + ("/" + url_encoded(id));
}

std::string list_path(const char* collection, const std::string& filter) {
  return std::string(collection) + "?recursion=1" +
         (filter.empty() ? "" : "&filter=" + url_encoded(filter));
}

bool is_fault(const CloudResult<Done>& result, CloudFault fault) {
  const auto* error = std::get_if<CloudError>(&result);
  return error != nullptr && error->fault == fault;
}

bool says(const CloudResult<Done>& result, std::string_view words) {
  const auto* error = std::get_if<CloudError>(&result);
  return error != nullptr && error->cause.find(words) != std::string::npos;
}

}  // namespace

Result<std::unique_ptr<CloudProvider>> LxdProvider::open(LxdOptions options) {
  if (!options.url.empty()) {
    if (!options.url.starts_with("https://"))
      return Error{"--lxd-url " + options.url + ": it begins with https://"};
    if (options.certificate_file.empty() || options.key_file.empty())
      return Error{"--lxd-url needs a certificate that the server trusts: --lxd-cert, --lxd-key"};
    return {std::make_unique<LxdProvider>(std::move(options))};
  }
  std::error_code error;
  for (const char* socket : kSockets)
    if (options.socket.empty() && std::filesystem::exists(socket, error)) options.socket = socket;
  if (options.socket.empty())
    return Error{
        "--cloud lxd: this host has no socket of LXD or Incus; name one with "
        "--lxd-socket, or a server with --lxd-url"};
  return {std::make_unique<LxdProvider>(std::move(options))};
}

ProviderTraits LxdProvider::traits() const {
  return {.keeps_stopped = false,
          .keeps_records = false,
          .appears_within = std::chrono::seconds(1),
          .list_period = std::chrono::milliseconds(500)};
}

CloudResult<std::vector<MachineTemplate>> LxdProvider::templates(const TemplateTag& tag,
                                                                 std::stop_token stop) {
  const std::string instances = lxd::filter_of("config." + (lxd::kTagPrefix + tag.key), tag.value);
  auto templates = read_answer<std::vector<MachineTemplate>>(
      client_.get(list_path(kInstances, instances), "templates", stop),
      [&](const HttpAnswer& answer) { return lxd::read_templates(answer, tag); });
  if (std::holds_alternative<CloudError>(templates)) return templates;
  auto images = read_answer<std::vector<MachineTemplate>>(
      client_.get(list_path(kImages, lxd::filter_of("properties." + tag.key, tag.value)),
                  "templates", stop),
      [&](const HttpAnswer& answer) { return lxd::read_images(answer, tag); });
  if (std::holds_alternative<CloudError>(images)) return images;
  auto& all = std::get<std::vector<MachineTemplate>>(templates);
  for (MachineTemplate& image : std::get<std::vector<MachineTemplate>>(images))
    all.push_back(std::move(image));
  return templates;
}

CloudResult<Done> LxdProvider::mark_template(const std::string& id, const TemplateTag& tag,
                                             std::stop_token stop) {
  const bool is_image = lxd::is_image(id);
  if (!is_image) {
    auto found = look_at(id, "mark", stop);
    if (auto* error = std::get_if<CloudError>(&found)) return std::move(*error);
    if (!tag_of(std::get<CloudMachine>(found).tags, cloud_tag::kFleet).empty())
      return CloudError{CloudFault::invalid, "mark", id + " is a machine of a fleet, no template"};
  }
  const std::string path =
      is_image ? kImages + ("/" + url_encoded(lxd::fingerprint_of(id))) : path_of(id);
  return client_.change("PATCH", path, lxd::mark_body(id, tag), "mark", stop);
}

CloudResult<std::vector<CloudMachine>> LxdProvider::list(const std::string& fleet,
                                                         std::stop_token stop) {
  const std::string key = std::string("config.") + lxd::kTagPrefix + cloud_tag::kFleet;
  return read_answer<std::vector<CloudMachine>>(
      client_.get(list_path(kInstances, lxd::filter_of(key, fleet)), "list", stop),
      [](const HttpAnswer& answer) { return lxd::read_machines(answer, "list"); });
}

CloudResult<CloudMachine> LxdProvider::look_at(const std::string& id, const std::string& step,
                                               const std::stop_token& stop) const {
  return read_answer<CloudMachine>(
      client_.get(path_of(id), step, stop),
      [&](const HttpAnswer& answer) { return lxd::read_machine(answer, step); });
}

CloudResult<CloudMachine> LxdProvider::look_at_made(const std::string& id,
                                                    const std::stop_token& stop) const {
  auto found = look_at(id, "clone", stop);
  if (auto* error = std::get_if<CloudError>(&found); error && error->fault != CloudFault::cancelled)
    error->fault = CloudFault::outcome_unknown;
  return found;
}

CloudResult<CloudMachine> LxdProvider::describe(const std::string& id, std::stop_token stop) {
  return look_at(id, "describe", stop);
}

CloudResult<lxd::CloneSource> LxdProvider::source_of(const std::string& template_id,
                                                     const std::stop_token& stop) const {
  const std::string path = lxd::is_image(template_id)
                               ? kImages + ("/" + url_encoded(lxd::fingerprint_of(template_id)))
                               : path_of(template_id);
  auto source = read_answer<lxd::CloneSource>(
      client_.get(path, "clone", stop),
      [&](const HttpAnswer& answer) { return lxd::read_source(answer, template_id); });
  if (const auto* found = std::get_if<lxd::CloneSource>(&source); found && !found->problem.empty())
    return CloudError{CloudFault::invalid, "clone",
                      "template " + template_id + ": " + found->problem, "then try again"};
  return source;
}

CloudResult<CloudMachine> LxdProvider::take_over(const CloneSpec& spec,
                                                 const std::stop_token& stop) const {
  auto found = look_at(spec.name, "clone", stop);
  auto* machine = std::get_if<CloudMachine>(&found);
  if (machine == nullptr) return found;
  if (!is_made_for(spec, machine->tags))
    return CloudError{CloudFault::already_exists, "clone",
                      "there is another instance with the name " + spec.name,
                      "it is left alone; rename or delete it"};
  if (machine->state != MachineState::pending && machine->state != MachineState::stopped)
    return found;
  // Of a call that was broken off; or of one that is under way, which starts it itself.
  auto started = start_it(spec.name, "clone", stop);
  if (auto* error = std::get_if<CloudError>(&started);
      error != nullptr && error->fault != CloudFault::already_exists)
    return roll_back(spec, std::move(*error));
  return look_at_made(spec.name, stop);
}

CloudError LxdProvider::roll_back(const CloneSpec& spec, CloudError why) const {
  return rolled_back(std::move(why), [&](const std::stop_token& stop) -> CloudResult<Done> {
    auto found = look_at(spec.name, "clone", stop);
    if (auto* error = std::get_if<CloudError>(&found)) {
      if (error->fault == CloudFault::not_found) return Done{};
      return std::move(*error);
    }
    if (!is_made_for(spec, std::get<CloudMachine>(found).tags)) return Done{};
    return remove_it(spec.name, stop);
  });
}

CloudResult<CloudMachine> LxdProvider::clone(const CloneSpec& spec, std::stop_token stop) {
  auto earlier = take_over(spec, stop);
  const auto* found = std::get_if<CloudError>(&earlier);
  if (found == nullptr || found->fault != CloudFault::not_found) return earlier;
  auto source = source_of(spec.template_id, stop);
  if (auto* error = std::get_if<CloudError>(&source)) return std::move(*error);
  auto made = client_.change(
      "POST", kInstances, lxd::clone_body(spec, std::get<lxd::CloneSource>(source)), "clone", stop);
  if (is_fault(made, CloudFault::already_exists)) {
    auto taken = take_over(spec, stop);
    auto* gone = std::get_if<CloudError>(&taken);
    // The instance that had the name was just removed.
    if (gone != nullptr && gone->fault == CloudFault::not_found)
      gone->fault = CloudFault::transient;
    return taken;
  }
  if (std::holds_alternative<Done>(made)) {
    made = start_it(spec.name, "clone", stop);
    if (std::holds_alternative<Done>(made)) return look_at_made(spec.name, stop);
  } else if (is_refusal(std::get<CloudError>(made).fault)) {
    return std::move(std::get<CloudError>(made));
  }
  return roll_back(spec, std::move(std::get<CloudError>(made)));
}

CloudResult<Done> LxdProvider::set_state(const std::string& id, const std::string& body,
                                         const std::string& step,
                                         const std::stop_token& stop) const {
  return client_.change("PUT", path_of(id) + "/state", body, step, stop);
}

CloudResult<Done> LxdProvider::start_it(const std::string& id, const std::string& step,
                                        const std::stop_token& stop) const {
  auto started = set_state(id, lxd::state_body("start", false, kStopLimit), step, stop);
  if (says(started, "already running")) return Done{};
  return started;
}

CloudResult<Done> LxdProvider::start(const std::string& id, std::stop_token stop) {
  return start_it(id, "start", stop);
}

CloudResult<Done> LxdProvider::stop(const std::string& id, std::stop_token stop) {
  const auto is_over = [](const CloudResult<Done>& result) {
    return std::holds_alternative<Done>(result) || is_fault(result, CloudFault::not_found) ||
           says(result, "already stopped");
  };
  auto stopped = set_state(id, lxd::state_body("stop", false, kStopLimit), "stop", stop);
  if (is_over(stopped)) return Done{};
  if (is_fault(stopped, CloudFault::cancelled)) return stopped;
  stopped = set_state(id, lxd::state_body("stop", true, kStopLimit), "stop", stop);
  if (is_over(stopped)) return Done{};
  return stopped;
}

CloudResult<Done> LxdProvider::remove_it(const std::string& id, const std::stop_token& stop) const {
  const auto end = std::chrono::steady_clock::now() + kRemovalLimit;
  CloudResult<Done> removed = Done{};
  do {
    // Its users have moved, and there is nothing on it to be saved.
    const auto stopped = set_state(id, lxd::state_body("stop", true, kStopLimit), "delete", stop);
    if (is_fault(stopped, CloudFault::not_found)) return Done{};
    removed = client_.change("DELETE", path_of(id), "", "delete", stop);
    if (std::holds_alternative<Done>(removed) || is_fault(removed, CloudFault::not_found))
      return Done{};
    // It is being made, or stopped and so deleted by the server itself.
    if (!is_fault(removed, CloudFault::transient) && !is_fault(removed, CloudFault::already_exists))
      return removed;
    std::this_thread::sleep_for(kRemovalPause);
  } while (std::chrono::steady_clock::now() < end && !stop.stop_requested());
  if (stop.stop_requested())
    return CloudError{CloudFault::cancelled, "delete", "it took too long, or was given up"};
  return removed;
}

CloudResult<Done> LxdProvider::remove(const std::string& id, std::stop_token stop) {
  return remove_it(id, stop);
}

}  // namespace acrida
