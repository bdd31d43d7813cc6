// TritonProvider: machines of a CloudAPI: Triton, SmartDataCenter, and what was built on them.
#include "cloud/triton/triton_provider.hpp"

#include <utility>

#include <boost/json.hpp>

#include "cloud/triton/fleet_hash.hpp"
#include "cloud/triton/triton_metadata.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

bool is_gone(const CloudError& error) {
  return error.fault == CloudFault::gone || error.fault == CloudFault::not_found;
}

/// Other fleets of the account may have the same tokens.
std::string unique_name(const CloneSpec& spec) {
  return spec.name + "-" + fleet_hash(tag_of(spec.tags, cloud_tag::kFleet));
}

MachineTemplate template_of(const TritonMachine& machine, const std::vector<TritonImage>& images,
                            bool is_old) {
  MachineTemplate one{.id = machine.machine.id,
                      .name = machine.machine.name,
                      .description = "machine, " + machine.package};
  if (is_old) return one;
  for (const TritonImage& image : images)
    if (tag_of(image.tags, TritonImages::kImageOf) == one.id && image.state == "active") {
      one.description += "; its image is of " + image.published_at;
      return one;
    }
  if (machine.machine.state != MachineState::stopped)
    one.problem = "it must be stopped, so that an image can be made of it";
  return one;
}

}  // namespace

Result<std::unique_ptr<CloudProvider>> TritonProvider::open(const TritonOptions& options,
                                                            const std::filesystem::path& folder) {
  auto api = TritonApi::open(options);
  if (!api) return api.error();
  return std::unique_ptr<CloudProvider>(new TritonProvider(std::move(*api), options, folder));
}

TritonProvider::TritonProvider(TritonApi api, const TritonOptions& options,
                               const std::filesystem::path& folder)
    : api_(std::move(api)),
      package_(options.package),
      networks_(options.networks),
      clones_(api_, machines_, folder / "triton-clones") {}

ProviderTraits TritonProvider::traits() const {
  return {};
}

CloudResult<std::vector<MachineTemplate>> TritonProvider::templates(const TemplateTag& tag,
                                                                    std::stop_token stop) {
  const std::string step = "templates";
  auto machines = machines_.list({{"tag." + tag.key, tag.value}}, step, stop);
  if (auto* error = std::get_if<CloudError>(&machines)) return std::move(*error);
  std::vector<TritonImage> images;
  if (!api_.is_old()) {
    auto listed = images_.list(step, stop);
    if (auto* error = std::get_if<CloudError>(&listed)) return std::move(*error);
    images = std::move(std::get<std::vector<TritonImage>>(listed));
  }
  std::vector<MachineTemplate> templates;
  for (const TritonImage& image : images) {
    if (tag_of(image.tags, tag.key) != tag.value) continue;
    MachineTemplate one{
        .id = image.id, .name = image.name, .description = "image, version " + image.version};
    if (image.state != "active") one.problem = "it is " + image.state;
    templates.push_back(std::move(one));
  }
  for (const TritonMachine& machine : std::get<std::vector<TritonMachine>>(machines))
    if (tag_of(machine.machine.tags, tag.key) == tag.value)
      templates.push_back(template_of(machine, images, api_.is_old()));
  return templates;
}

CloudResult<Done> TritonProvider::mark_template(const std::string& id, const TemplateTag& tag,
                                                std::stop_token stop) {
  const std::string step = "mark";
  auto machine = machines_.get(id, step, stop);
  const auto* error = std::get_if<CloudError>(&machine);
  if (error != nullptr && (!is_gone(*error) || api_.is_old() || !is_triton_id(id))) return *error;
  TritonCall call{.step = step, .method = "POST", .path = "/machines/" + id + "/tags"};
  json::object tags{{tag.key, tag.value}};
  if (error != nullptr) {  // no machine: an image, whose tags are replaced as a whole
    call.path = "/images/" + id;
    auto image = read_triton<TritonImage>(api_.ask({.step = step, .path = call.path}, stop), step,
                                          triton_image);
    if (auto* missing = std::get_if<CloudError>(&image)) return std::move(*missing);
    for (const auto& [key, value] : std::get<TritonImage>(image).tags)
      if (key != tag.key) tags[key] = value;
    call.query = {{"action", "update"}};
    tags = json::object{{"tags", std::move(tags)}};
  }
  call.body = std::move(tags);
  auto done = api_.ask(call, stop);
  if (auto* refused = std::get_if<CloudError>(&done)) return std::move(*refused);
  return Done{};
}

CloudResult<std::vector<CloudMachine>> TritonProvider::list(const std::string& fleet,
                                                            std::stop_token stop) {
  if (api_.is_old()) {
    auto settled = clones_.settle(fleet, stop);
    if (auto* error = std::get_if<CloudError>(&settled)) return std::move(*error);
  }
  auto found = machines_.list({{std::string("tag.") + cloud_tag::kFleet, fleet}}, "list", stop);
  if (auto* error = std::get_if<CloudError>(&found)) return std::move(*error);
  std::vector<CloudMachine> machines;
  for (TritonMachine& one : std::get<std::vector<TritonMachine>>(found))
    if (tag_of(one.machine.tags, cloud_tag::kFleet) == fleet)
      machines.push_back(std::move(one.machine));
  return machines;
}

CloudResult<CloudMachine> TritonProvider::describe(const std::string& id, std::stop_token stop) {
  auto found = machines_.get(id, "describe", stop);
  if (auto* error = std::get_if<CloudError>(&found)) return std::move(*error);
  return std::move(std::get<TritonMachine>(found).machine);
}

CloudResult<CloudMachine> TritonProvider::clone(const CloneSpec& spec, std::stop_token stop) {
  if (api_.is_old()) return clones_.clone(spec, stop);
  auto origin = origin_of(spec.template_id, stop);
  if (auto* error = std::get_if<CloudError>(&origin)) return std::move(*error);
  return create(spec, std::get<Origin>(origin), stop);
}

CloudResult<TritonProvider::Origin> TritonProvider::origin_of(const std::string& template_id,
                                                              const std::stop_token& stop) {
  const std::string step = "clone";
  auto machine = machines_.get(template_id, step, stop);
  if (const auto* template_machine = std::get_if<TritonMachine>(&machine)) {
    auto image = images_.image_of(*template_machine, stop);
    if (auto* error = std::get_if<CloudError>(&image)) return std::move(*error);
    return Origin{std::get<std::string>(image),
                  package_.empty() ? template_machine->package : package_};
  }
  if (const auto& error = std::get<CloudError>(machine);
      !is_gone(error) || !is_triton_id(template_id))
    return error;
  auto image = read_triton<TritonImage>(
      api_.ask({.step = step, .path = "/images/" + template_id}, stop), step, triton_image);
  if (auto* error = std::get_if<CloudError>(&image)) return std::move(*error);
  if (package_.empty())
    return CloudError{CloudFault::invalid, step, "the template is an image, which has no size",
                      "say which package machines have: --triton-package"};
  return Origin{template_id, package_};
}

CloudResult<CloudMachine> TritonProvider::create(const CloneSpec& spec, const Origin& origin,
                                                 const std::stop_token& stop) const {
  const std::string step = "clone", machine_name = unique_name(spec);
  json::object body{{"name", machine_name}, {"image", origin.image}, {"package", origin.package}};
  if (!networks_.empty()) body["networks"] = json::value_from(networks_);
  for (const auto& [key, value] : spec.tags) body["tag." + key] = value;
  for (const auto& [key, value] : triton_metadata(spec)) body["metadata." + key] = value;
  const auto answer = api_.ask(
      {.step = step, .method = "POST", .path = "/machines", .body = std::move(body)}, stop);
  if (const auto* error = std::get_if<CloudError>(&answer);
      error && error->fault == CloudFault::already_exists)
    return named(machine_name, spec, *error, stop);
  auto made = read_triton<TritonMachine>(answer, step, triton_machine);
  if (auto* error = std::get_if<CloudError>(&made)) {
    if (error->fault == CloudFault::internal) error->fault = CloudFault::outcome_unknown;
    return std::move(*error);
  }
  machines_.note_made(std::get<TritonMachine>(made).machine.id);
  return std::move(std::get<TritonMachine>(made).machine);
}

/// The machine with this name, if it is that of an earlier attempt.
CloudResult<CloudMachine> TritonProvider::named(const std::string& name, const CloneSpec& spec,
                                                const CloudError& clash,
                                                const std::stop_token& stop) const {
  auto found = machines_.list({{"name", name}}, "clone", stop);
  if (auto* error = std::get_if<CloudError>(&found)) {
    // The machine is there, whoever made it.
    if (is_refusal(error->fault)) error->fault = CloudFault::outcome_unknown;
    return std::move(*error);
  }
  for (TritonMachine& one : std::get<std::vector<TritonMachine>>(found))
    if (one.machine.name == name && is_made_for(spec, one.machine.tags))
      return std::move(one.machine);
  return clash;
}

CloudResult<Done> TritonProvider::start(const std::string& id, std::stop_token stop) {
  auto seen = machines_.get(id, "start", stop);
  if (auto* error = std::get_if<CloudError>(&seen)) return std::move(*error);
  const MachineState state = std::get<TritonMachine>(seen).machine.state;
  if (state == MachineState::running || state == MachineState::pending) return Done{};
  auto begun = machines_.act(id, "start", stop);
  if (auto* error = std::get_if<CloudError>(&begun)) return std::move(*error);
  return Done{};
}

CloudResult<Done> TritonProvider::stop(const std::string& id, std::stop_token stop) {
  auto down = machines_.bring_down(id, "stop", stop);
  if (auto* error = std::get_if<CloudError>(&down)) return std::move(*error);
  return Done{};
}

CloudResult<Done> TritonProvider::remove(const std::string& id, std::stop_token stop) {
  if (api_.is_old()) {  // deletes what is stopped only
    auto down = machines_.bring_down(id, "delete", stop);
    if (auto* error = std::get_if<CloudError>(&down)) {
      if (is_gone(*error)) return Done{};
      return std::move(*error);
    }
  }
  auto removed = machines_.remove(id, stop);
  auto* error = std::get_if<CloudError>(&removed);
  if (error == nullptr || is_gone(*error)) return Done{};
  return std::move(*error);
}

}  // namespace acrida
