// FakeCloud: a provider in memory whose calls fail when they are told to.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cloud/provider/cloud_provider.hpp"

namespace acrida::tests {

/// The calls of this verb from the first-th on, so many of them, end like that.
struct CloudTrouble {
  std::string verb;
  unsigned first = 1;
  unsigned count = 1;
  CloudFault fault = CloudFault::transient;
  bool is_done = false;  // it is carried out all the same, and the answer lost
};

/// Machines run a few looks after they were made. One thread.
class FakeCloud final : public CloudProvider {
 public:
  std::vector<MachineTemplate> known_templates{{.id = "t1", .name = "one"}};
  std::vector<CloudMachine> machines;
  std::vector<CloudTrouble> troubles;
  std::map<std::string, unsigned> calls;
  ProviderTraits kinds{.keeps_stopped = true,
                       .keeps_records = false,
                       .appears_within = std::chrono::seconds(0),
                       .list_period = std::chrono::milliseconds(1'000)};
  unsigned boots_for = 1;  // lists
  unsigned made = 0;
  std::vector<CloudTags> tags_at_creation;

  std::string name() const override { return "fake"; }
  ProviderTraits traits() const override { return kinds; }

  CloudResult<std::vector<MachineTemplate>> templates(const TemplateTag&,
                                                      std::stop_token) override {
    return attempt<std::vector<MachineTemplate>>("templates", [&] { return known_templates; });
  }
  CloudResult<Done> mark_template(const std::string&, const TemplateTag&,
                                  std::stop_token) override {
    return attempt<Done>("mark", [] { return Done{}; });
  }
  CloudResult<std::vector<CloudMachine>> list(const std::string&, std::stop_token) override {
    return attempt<std::vector<CloudMachine>>("list", [&] {
      for (CloudMachine& machine : machines)
        if (machine.state == MachineState::pending && ++looks_[machine.id] > boots_for)
          machine.state = MachineState::running;
      return machines;
    });
  }
  CloudResult<CloudMachine> describe(const std::string& id, std::stop_token) override {
    CloudMachine* machine = find(id);
    if (machine == nullptr) return CloudError{CloudFault::not_found, "describe", "no " + id};
    return *machine;
  }
  CloudResult<CloudMachine> clone(const CloneSpec& spec, std::stop_token) override {
    return attempt<CloudMachine>("clone", [&] {
      for (const CloudMachine& machine : machines)
        if (tag_of(machine.tags, cloud_tag::kToken) == spec.token) return machine;
      tags_at_creation.push_back(spec.tags);
      machines.push_back({.id = "m" + std::to_string(++made),
                          .name = spec.name,
                          .state = MachineState::pending,
                          .tags = spec.tags});
      return machines.back();
    });
  }
  CloudResult<Done> start(const std::string& id, std::stop_token) override {
    return attempt<Done>("start", [&] { return find(id)->state = MachineState::pending, Done{}; });
  }
  CloudResult<Done> stop(const std::string& id, std::stop_token) override {
    return attempt<Done>("stop", [&] { return find(id)->state = MachineState::stopped, Done{}; });
  }
  CloudResult<Done> remove(const std::string& id, std::stop_token) override {
    return attempt<Done>("delete", [&] {
      std::erase_if(machines, [&](const CloudMachine& machine) { return machine.id == id; });
      return Done{};
    });
  }

  CloudMachine* find(const std::string& id) {
    const auto found = std::find_if(machines.begin(), machines.end(),
                                    [&](const CloudMachine& one) { return one.id == id; });
    return found == machines.end() ? nullptr : &*found;
  }
  std::size_t ours(const std::string& fleet) const {
    return static_cast<std::size_t>(
        std::count_if(machines.begin(), machines.end(),
                      [&](const CloudMachine& one) { return is_ours(one.tags, fleet); }));
  }

 private:
  template <class T, class Carry>
  CloudResult<T> attempt(const std::string& verb, Carry carry) {
    const unsigned number = ++calls[verb];
    for (const CloudTrouble& trouble : troubles) {
      if (trouble.verb != verb || number < trouble.first || number >= trouble.first + trouble.count)
        continue;
      if (trouble.is_done) carry();
      return CloudError{trouble.fault, verb, "call " + std::to_string(number)};
    }
    return carry();
  }

  std::map<std::string, unsigned> looks_;
};

}  // namespace acrida::tests
