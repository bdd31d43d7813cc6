// Ec2Provider: instances of Amazon EC2. Here: what is there, and what is done to it.
#include "cloud/ec2/ec2_provider.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "cloud/provider/call_pause.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxPages = 100;
constexpr char kPageSize[] = "1000";
constexpr auto kFirstPause = 50ms;
constexpr auto kLongestPause = 2'000ms;
constexpr auto kOrderly = 60s;  // then by force

template <class T>
CloudError* error_in(CloudResult<T>& result) {
  return std::get_if<CloudError>(&result);
}

CloudError no_such_id(const std::string& step, const std::string& id) {
  return {CloudFault::not_found, step, "no instance has the id " + id.substr(0, 80)};
}

}  // namespace

Result<std::unique_ptr<CloudProvider>> Ec2Provider::open(const Ec2Options& options) {
  auto api = Ec2Api::open(options);
  if (!api) return api.error();
  return std::unique_ptr<CloudProvider>(new Ec2Provider(std::move(*api), options));
}

Ec2Provider::Ec2Provider(std::unique_ptr<Ec2Api> api, Ec2Options options)
    : api_(std::move(api)), options_(std::move(options)), images_(*api_) {}

CloudResult<std::vector<Ec2Instance>> Ec2Provider::instances(const std::string& step,
                                                             Ec2Parameters parameters,
                                                             const std::stop_token& stop) const {
  parameters.add("MaxResults", kPageSize);
  std::vector<Ec2Instance> all;
  std::set<std::string> ids;
  std::string next;
  for (std::size_t page = 0; page < kMaxPages; ++page) {
    Ec2Parameters asked = parameters;
    auto answer = api_->ask(step, "DescribeInstances", asked.add_given("NextToken", next), stop);
    if (auto* error = error_in(answer)) return std::move(*error);
    const pugi::xml_node root = std::get<pugi::xml_document>(answer).document_element();
    for (const pugi::xml_node& reservation : root.child("reservationSet").children("item"))
      for (Ec2Instance& one : ec2_instances(reservation.child("instancesSet")))
        if (ids.insert(one.machine.id).second) all.push_back(std::move(one));
    const std::string after = root.child("nextToken").text().get();
    if (after.empty()) return all;
    if (after == next) return senseless_ec2(step, "a page is its own next one");
    next = after;
  }
  return senseless_ec2(step, "more than 100 pages of instances");
}

/// One that was made a moment ago may not be known yet: it is waited for.
CloudResult<Ec2Instance> Ec2Provider::instance(const std::string& id, const std::string& step,
                                               const std::stop_token& stop) const {
  if (!is_ec2_id(id, "i-")) return no_such_id(step, id);
  std::chrono::milliseconds pause = kFirstPause;
  while (true) {
    auto answer =
        api_->ask(step, "DescribeInstances", Ec2Parameters().add("InstanceId.1", id), stop);
    if (auto* error = error_in(answer)) {
      if (error->fault != CloudFault::not_found || !recent_.has(id)) return std::move(*error);
    } else {
      const pugi::xml_node root = std::get<pugi::xml_document>(answer).document_element();
      for (const pugi::xml_node& reservation : root.child("reservationSet").children("item"))
        for (Ec2Instance& one : ec2_instances(reservation.child("instancesSet")))
          if (one.machine.id == id) return std::move(one);
      if (!recent_.has(id)) return no_such_id(step, id);
    }
    if (!pause_unless(stop, pause))
      return CloudError{CloudFault::cancelled, step, "instance " + id + " is not known yet"};
    pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
  }
}

CloudResult<std::vector<MachineTemplate>> Ec2Provider::templates(const TemplateTag& tag,
                                                                 std::stop_token stop) {
  const std::string step = "templates";
  const Ec2Parameters tagged = Ec2Parameters().filter("tag:" + tag.key, tag.value);
  std::vector<MachineTemplate> templates;
  auto images = images_.tagged(step, tag.key, tag.value, stop);
  if (auto* error = error_in(images)) return std::move(*error);
  for (const Ec2Image& image : std::get<std::vector<Ec2Image>>(images))
    templates.push_back({.id = image.id,
                         .name = image.name,
                         .description = "AMI of " + image.created,
                         .problem = image.state == "available" ? "" : "it is " + image.state});
  auto answer = api_->ask(step, "DescribeLaunchTemplates", tagged, stop);
  if (auto* error = error_in(answer)) return std::move(*error);
  const pugi::xml_node root = std::get<pugi::xml_document>(answer).document_element();
  for (const pugi::xml_node& one : root.child("launchTemplates").children("item"))
    if (tag_of(ec2_tags(one.child("tagSet")), tag.key) == tag.value)
      templates.push_back({.id = one.child("launchTemplateId").text().get(),
                           .name = one.child("launchTemplateName").text().get(),
                           .description = "launch template"});
  auto found = instances(step, tagged, stop);
  if (auto* error = error_in(found)) return std::move(*error);
  for (const Ec2Instance& one : std::get<std::vector<Ec2Instance>>(found)) {
    const CloudMachine& machine = one.machine;
    if (machine.state == MachineState::gone || tag_of(machine.tags, tag.key) != tag.value) continue;
    auto made = images_.tagged(step, Ec2ImageMaker::kImageOf, machine.id, stop);
    if (auto* error = error_in(made)) return std::move(*error);
    const bool is_ready =
        machine.state == MachineState::stopped || !std::get<std::vector<Ec2Image>>(made).empty();
    templates.push_back(
        {.id = machine.id,
         .name = machine.name.empty() ? machine.id : machine.name,
         .description = "instance, " + one.type,
         .problem = is_ready ? "" : "it must be stopped, so that an image can be made of it"});
  }
  return templates;
}

CloudResult<Done> Ec2Provider::mark_template(const std::string& id, const TemplateTag& tag,
                                             std::stop_token stop) {
  if (!is_ec2_id(id, "ami-") && !is_ec2_id(id, "lt-") && !is_ec2_id(id, "i-"))
    return CloudError{CloudFault::not_found, "mark", "'" + id.substr(0, 80) + "' is no template",
                      "give the id of an AMI, a launch template or an instance"};
  Ec2Parameters parameters;
  parameters.add("ResourceId.1", id).add("Tag.1.Key", tag.key).add("Tag.1.Value", tag.value);
  auto answer = api_->ask("mark", "CreateTags", parameters, stop);
  if (auto* error = error_in(answer)) return std::move(*error);
  return Done{};
}

CloudResult<std::vector<CloudMachine>> Ec2Provider::list(const std::string& fleet,
                                                         std::stop_token stop) {
  const std::string key = cloud_tag::kFleet;
  auto found = instances("list", Ec2Parameters().filter("tag:" + key, fleet), stop);
  if (auto* error = error_in(found)) return std::move(*error);
  std::vector<CloudMachine> machines;
  for (Ec2Instance& one : std::get<std::vector<Ec2Instance>>(found))
    if (tag_of(one.machine.tags, key) == fleet) {
      if (one.machine.state != MachineState::gone) recent_.note(one.machine.id);
      machines.push_back(std::move(one.machine));
    }
  return machines;
}

CloudResult<CloudMachine> Ec2Provider::describe(const std::string& id, std::stop_token stop) {
  auto found = instance(id, "describe", stop);
  if (auto* error = error_in(found)) return std::move(*error);
  return std::move(std::get<Ec2Instance>(found).machine);
}

CloudResult<Done> Ec2Provider::change(const std::string& step, const std::string& action,
                                      const std::string& id, const std::stop_token& stop,
                                      bool by_force) const {
  if (!is_ec2_id(id, "i-")) return no_such_id(step, id);
  Ec2Parameters parameters;
  parameters.add("InstanceId.1", id).add_given("Force", by_force ? "true" : "");
  std::chrono::milliseconds pause = kFirstPause;
  while (true) {
    auto answer = api_->ask(step, action, parameters, stop);
    auto* error = error_in(answer);
    if (error == nullptr) return Done{};
    if (error->fault != CloudFault::not_found || !recent_.has(id)) return std::move(*error);
    if (!pause_unless(stop, pause)) return std::move(*error);
    pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
  }
}

CloudResult<Done> Ec2Provider::start(const std::string& id, std::stop_token stop) {
  return change("start", "StartInstances", id, stop);
}

/// Of what has ended or goes down already EC2 says that its state is wrong, and that is no error.
CloudResult<Done> Ec2Provider::begin_stop(const std::string& id, const std::stop_token& stop,
                                          bool by_force) const {
  auto begun = change("stop", "StopInstances", id, stop, by_force);
  auto* error = error_in(begun);
  if (error == nullptr || error->fault != CloudFault::transient) return begun;
  auto seen = instance(id, "stop", stop);
  const auto* one = std::get_if<Ec2Instance>(&seen);
  const bool is_going =
      one != nullptr && (one->machine.state == MachineState::stopping ||
                         one->machine.state == MachineState::stopped || one->is_ending);
  return is_going ? Done{} : begun;
}

CloudResult<Done> Ec2Provider::stop(const std::string& id, std::stop_token stop) {
  auto begun = begin_stop(id, stop, false);
  if (auto* error = error_in(begun)) return std::move(*error);
  const auto force_at = std::chrono::steady_clock::now() + kOrderly;
  bool is_forced = false;
  std::chrono::milliseconds pause = kFirstPause;
  while (true) {
    auto seen = instance(id, "stop", stop);
    if (auto* error = error_in(seen)) return std::move(*error);
    const MachineState state = std::get<Ec2Instance>(seen).machine.state;
    if (state == MachineState::stopped || state == MachineState::gone) return Done{};
    if (!is_forced && std::chrono::steady_clock::now() > force_at) {
      is_forced = true;
      auto forced = begin_stop(id, stop, true);
      if (auto* error = error_in(forced)) return std::move(*error);
    }
    if (!pause_unless(stop, pause))
      return CloudError{CloudFault::cancelled, "stop", "instance " + id + " has not stopped yet"};
    pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
  }
}

CloudResult<Done> Ec2Provider::remove(const std::string& id, std::stop_token stop) {
  auto ended = change("delete", "TerminateInstances", id, stop);
  auto* error = error_in(ended);
  if (error != nullptr && error->fault == CloudFault::not_found) return Done{};
  return ended;
}

}  // namespace acrida
