// CloudRequest: a call of a provider as a value, and its answer.
#include "cloud/provider/cloud_request.hpp"

#include <array>
#include <utility>

namespace acrida {
namespace {

template <class T>
CloudAnswer answer_of(CloudResult<T> result) {
  if (auto* error = std::get_if<CloudError>(&result)) return std::move(*error);
  return std::move(std::get<T>(result));
}

struct Call {
  CloudProvider& provider;
  const std::string& fleet;
  const std::stop_token& stop;

  CloudAnswer operator()(const ListTemplates& request) const {
    return answer_of(provider.templates(request.tag, stop));
  }

  CloudAnswer operator()(const ListMachines&) const {
    auto found = provider.list(fleet, stop);
    if (auto* error = std::get_if<CloudError>(&found)) return std::move(*error);
    std::vector<CloudMachine> ours;
    for (CloudMachine& machine : std::get<std::vector<CloudMachine>>(found))
      if (is_ours(machine.tags, fleet)) ours.push_back(std::move(machine));
    return ours;
  }

  CloudAnswer operator()(const CloneMachine& request) const {
    auto made = provider.clone(request.spec, stop);
    if (auto* error = std::get_if<CloudError>(&made)) return std::move(*error);
    auto& machine = std::get<CloudMachine>(made);
    if (tag_of(machine.tags, cloud_tag::kToken) == request.spec.token &&
        is_ours(machine.tags, fleet))
      return std::move(machine);
    return CloudError{CloudFault::internal, "clone",
                      "machine " + machine.id + " has not got its tags",
                      "end it by hand: it is not known as ours"};
  }

  CloudAnswer operator()(const ChangeMachine& request) const {
    const std::string step(step_of(CloudRequest(request)));
    const bool removes = request.verb == ChangeMachine::Verb::remove;
    auto found = provider.describe(request.id, stop);
    if (auto* error = std::get_if<CloudError>(&found)) {
      const bool is_gone =
          error->fault == CloudFault::gone || error->fault == CloudFault::not_found;
      if (removes && is_gone) return Done{};
      error->step = step;
      return std::move(*error);
    }
    if (!is_ours(std::get<CloudMachine>(found).tags, fleet))
      return CloudError{CloudFault::invalid, step,
                        "machine " + request.id + " has not the tags of fleet " + fleet,
                        "it is left alone"};
    if (removes) return answer_of(provider.remove(request.id, stop));
    if (request.verb == ChangeMachine::Verb::stop)
      return answer_of(provider.stop(request.id, stop));
    return answer_of(provider.start(request.id, stop));
  }
};

}  // namespace

std::string_view step_of(const CloudRequest& request) {
  if (const auto* change = std::get_if<ChangeMachine>(&request)) {
    constexpr std::array<std::string_view, 3> kVerbs = {"start", "stop", "delete"};
    return kVerbs[static_cast<std::size_t>(change->verb)];
  }
  constexpr std::array<std::string_view, 3> kSteps = {"templates", "list", "clone"};
  return kSteps[request.index()];
}

CloudAnswer carry_out(CloudProvider& provider, const std::string& fleet,
                      const CloudRequest& request, const std::stop_token& stop) {
  return std::visit(Call{provider, fleet, stop}, request);
}

}  // namespace acrida
