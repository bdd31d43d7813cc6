// provider_contract: what every CloudProvider does, whatever its cloud.
#include "tests/support/provider_contract.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "cloud/provider/cloud_request.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

/// One cloud, a fleet of the test's own.
class Contract final {
 public:
  Contract(CloudProvider& provider, const ContractSetup& setup)
      : provider_(provider), setup_(setup), fleet_("contract-" + setup.run) {}
  ~Contract() {
    const CloudAnswer left = ask(ListMachines{});
    if (const auto* machines = std::get_if<std::vector<CloudMachine>>(&left))
      for (const CloudMachine& machine : *machines)
        ask(ChangeMachine{ChangeMachine::Verb::remove, machine.id});
  }
  Contract(const Contract&) = delete;
  Contract& operator=(const Contract&) = delete;

  void check() {
    find_template();
    if (template_.empty()) return;
    check_clone();
    check_lists();
    check_strangers();
    check_end();
  }

 private:
  CloudAnswer ask(const CloudRequest& request) { return ask_as(fleet_, request); }
  CloudAnswer ask_as(const std::string& fleet, const CloudRequest& request) {
    return carry_out(provider_, fleet, request, {});
  }
  static std::string error_in(const CloudAnswer& answer) {
    const auto* error = std::get_if<CloudError>(&answer);
    return error == nullptr ? std::string() : text_of(*error);
  }
  template <class T>
  static std::optional<T> value_in(const CloudAnswer& answer) {
    const T* value = std::get_if<T>(&answer);
    EXPECT_NE(value, nullptr) << error_in(answer);
    return value == nullptr ? std::nullopt : std::optional<T>(*value);
  }

  CloneSpec spec(const std::string& number) const {
    const std::string token = setup_.run + "-" + number;
    return {.template_id = template_,
            .name = "acrida-" + token,
            .token = token,
            .tags = {{cloud_tag::kRole, cloud_tag::kSlave},
                     {cloud_tag::kFleet, fleet_},
                     {cloud_tag::kToken, token},
                     {cloud_tag::kMadeFrom, template_},
                     {cloud_tag::kExpires, "2099-01-01T00:00:00Z"}},
            .boot = setup_.boot};
  }

  std::optional<CloudMachine> listed(const std::string& token) {
    const auto machines = value_in<std::vector<CloudMachine>>(ask(ListMachines{}));
    if (!machines) return std::nullopt;
    for (const CloudMachine& machine : *machines)
      if (tag_of(machine.tags, cloud_tag::kToken) == token) return machine;
    return std::nullopt;
  }

  bool until(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + setup_.patience;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(50ms);
    }
    return true;
  }

  void find_template() {
    const auto found = value_in<std::vector<MachineTemplate>>(ask(ListTemplates{setup_.tag}));
    if (!found) return;
    const auto wanted = std::find_if(found->begin(), found->end(), [&](const MachineTemplate& one) {
      return setup_.template_id.empty() || one.id == setup_.template_id;
    });
    EXPECT_NE(wanted, found->end()) << "the template is not found by its tag";
    if (wanted == found->end()) return;
    EXPECT_EQ(wanted->problem, "");
    template_ = wanted->id;
    EXPECT_EQ(listed(setup_.run + "-0"), std::nullopt) << "something is left of an earlier test";
  }

  void check_clone() {
    const auto first = value_in<CloudMachine>(ask(CloneMachine{spec("0")}));
    const auto again = value_in<CloudMachine>(ask(CloneMachine{spec("0")}));
    if (!first || !again) return;
    EXPECT_EQ(first->id, again->id) << "a token is one machine";
    for (const auto& [key, value] : spec("0").tags)
      EXPECT_EQ(tag_of(first->tags, key), value) << key;
    const auto second = value_in<CloudMachine>(ask(CloneMachine{spec("1")}));
    if (!second) return;
    EXPECT_NE(second->id, first->id);
    first_ = first->id;
    second_ = second->id;
    CloneSpec nothing = spec("2");
    nothing.template_id = "no-such-template";
    EXPECT_NE(error_in(ask(CloneMachine{nothing})), "");
    EXPECT_EQ(listed(setup_.run + "-2"), std::nullopt) << "a clone that failed is left";
  }

  void check_lists() {
    if (first_.empty()) return;
    const bool both = until([&] {
      return listed(setup_.run + "-0").has_value() && listed(setup_.run + "-1").has_value();
    });
    EXPECT_TRUE(both) << "the machines are not in the list";
    const bool runs = until([&] {
      const auto machine = listed(setup_.run + "-0");
      return machine && machine->state != MachineState::pending;
    });
    EXPECT_TRUE(runs) << "it does not leave the state pending";
    const auto machine = listed(setup_.run + "-0");
    if (machine) {
      EXPECT_EQ(machine->id, first_);
      EXPECT_EQ(tag_of(machine->tags, cloud_tag::kExpires), "2099-01-01T00:00:00Z");
    }
    const auto others = value_in<std::vector<CloudMachine>>(ask_as("another", ListMachines{}));
    EXPECT_TRUE(!others || others->empty());
  }

  void check_strangers() {
    const ChangeMachine removal{ChangeMachine::Verb::remove, first_};
    EXPECT_NE(error_in(ask_as("another", removal)), "") << "another fleet has removed it";
    if (!setup_.foreign.empty()) {
      for (const auto verb : {ChangeMachine::Verb::stop, ChangeMachine::Verb::remove})
        EXPECT_NE(error_in(ask(ChangeMachine{verb, setup_.foreign})), "");
    }
    EXPECT_TRUE(listed(setup_.run + "-0").has_value());
    EXPECT_EQ(error_in(ask(ChangeMachine{ChangeMachine::Verb::remove, "no-such-machine"})), "")
        << "what is gone is removed";
  }

  void check_end() {
    if (first_.empty()) return;
    const ChangeMachine stop{ChangeMachine::Verb::stop, second_};
    if (provider_.traits().keeps_stopped) {
      EXPECT_EQ(error_in(ask(stop)), "");
      EXPECT_TRUE(until([&] {
        const auto machine = listed(setup_.run + "-1");
        return machine && machine->state == MachineState::stopped;
      }));
      EXPECT_EQ(error_in(ask(stop)), "") << "it is stopped already";
      const ChangeMachine start{ChangeMachine::Verb::start, second_};
      EXPECT_EQ(error_in(ask(start)), "");
      EXPECT_TRUE(until([&] {
        const auto machine = listed(setup_.run + "-1");
        return machine && machine->state == MachineState::running;
      }));
      EXPECT_EQ(error_in(ask(start)), "") << "it runs already";
    }
    for (const std::string& id : {first_, second_}) {
      const ChangeMachine removal{ChangeMachine::Verb::remove, id};
      EXPECT_EQ(error_in(ask(removal)), "");
      EXPECT_EQ(error_in(ask(removal)), "") << "it is gone already";
    }
    EXPECT_TRUE(until([&] {
      const auto is_there = [](const std::optional<CloudMachine>& machine) {
        return machine && machine->state != MachineState::gone;
      };
      return !is_there(listed(setup_.run + "-0")) && !is_there(listed(setup_.run + "-1"));
    })) << "something is left";
  }

  CloudProvider& provider_;
  const ContractSetup& setup_;
  std::string fleet_;
  std::string template_;
  std::string first_;
  std::string second_;
};

}  // namespace

void check_provider_contract(CloudProvider& provider, const ContractSetup& setup) {
  Contract(provider, setup).check();
}

}  // namespace acrida::tests
