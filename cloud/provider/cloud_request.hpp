// CloudRequest: a call of a provider as a value, and its answer.
#pragma once

#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "cloud/provider/cloud_provider.hpp"

namespace acrida {

struct ListTemplates {
  TemplateTag tag;
};
struct ListMachines {};
struct CloneMachine {
  CloneSpec spec;
};
/// What is done to one machine; `id` is the provider's.
struct ChangeMachine {
  enum class Verb { start, stop, remove };
  Verb verb = Verb::remove;
  std::string id;
};

using CloudRequest = std::variant<ListTemplates, ListMachines, CloneMachine, ChangeMachine>;
using CloudAnswer = std::variant<std::vector<MachineTemplate>, std::vector<CloudMachine>,
                                 CloudMachine, Done, CloudError>;

/// "templates", "list", "clone", "start", "stop", "delete".
std::string_view step_of(const CloudRequest& request);

/// Makes the call, for a fleet. Here nothing foreign passes: machines without the fleet's tags are
/// left out of lists, and one that is to be changed is looked at just before. Blocks; any thread.
CloudAnswer carry_out(CloudProvider& provider, const std::string& fleet,
                      const CloudRequest& request, const std::stop_token& stop);

}  // namespace acrida
