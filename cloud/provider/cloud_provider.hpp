// CloudProvider: whoever makes and ends machines.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "cloud/provider/clone_spec.hpp"
#include "cloud/provider/cloud_error.hpp"
#include "cloud/provider/cloud_machine.hpp"

namespace acrida {

/// What the fleet must know of a provider.
struct ProviderTraits {
  /// A machine that was stopped can be started again, and costs less meanwhile. Else it is deleted.
  bool keeps_stopped = true;
  /// The record of a machine that ended stays until it is deleted.
  bool keeps_records = false;
  /// A machine that was made may be missing in lists for so long.
  std::chrono::seconds appears_within{30};
  /// How often the machines may be listed while something is under way.
  std::chrono::milliseconds list_period{2'000};
};

using Done = std::monostate;

/// The calls block, for minutes at the worst; ProviderCalls makes them on threads of its own, several
/// at once, so implementations are thread-safe. A call whose `stop` is requested returns soon, with
/// `cancelled`. Errors have their step, cause and fault; nothing throws.
///
/// The contract, which tests/support/provider_contract.hpp checks for each of them:
/// - clone() is idempotent: with a token that a machine of this fleet has, it returns that machine.
///   The tags are there from the first moment. When it fails, it leaves nothing behind, unless the
///   fault says that the outcome is not known.
/// - start(), stop() and remove() of what is so already succeed; remove() of what is gone, too.
/// - list() has all machines whose tag acrida-fleet is the fleet's, those being made and ended too.
class CloudProvider {
 public:
  virtual ~CloudProvider() = default;

  virtual std::string name() const = 0;
  virtual ProviderTraits traits() const = 0;

  virtual CloudResult<std::vector<MachineTemplate>> templates(const TemplateTag& tag,
                                                              std::stop_token stop) = 0;
  /// Gives what the provider has under this id the tag, so that machines can be made from it.
  virtual CloudResult<Done> mark_template(const std::string& id, const TemplateTag& tag,
                                          std::stop_token stop) = 0;
  virtual CloudResult<std::vector<CloudMachine>> list(const std::string& fleet,
                                                      std::stop_token stop) = 0;
  virtual CloudResult<CloudMachine> describe(const std::string& id, std::stop_token stop) = 0;
  virtual CloudResult<CloudMachine> clone(const CloneSpec& spec, std::stop_token stop) = 0;
  virtual CloudResult<Done> start(const std::string& id, std::stop_token stop) = 0;
  /// Orderly, then by force.
  virtual CloudResult<Done> stop(const std::string& id, std::stop_token stop) = 0;
  virtual CloudResult<Done> remove(const std::string& id, std::stop_token stop) = 0;
};

}  // namespace acrida
