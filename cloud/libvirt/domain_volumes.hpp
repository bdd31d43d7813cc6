// DomainVolumes: which volumes are a machine's own, by their names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace acrida {

/// "acrida-slave.FLEET.MACHINE.TARGET.qcow2", or .iso for what the machine is told: volumes have no
/// tags. Nothing else is ever deleted. A value. Pure.
class DomainVolumes final {
 public:
  static constexpr char kSeed[] = "seed";

  explicit DomainVolumes(std::string_view fleet);

  /// `machine` is letters, digits and hyphens.
  std::string overlay(const std::string& machine, const std::string& target) const;
  std::string seed(const std::string& machine) const;
  /// Whose volume that is; nothing when it is none of the fleet.
  std::optional<std::string> machine_of(std::string_view volume) const;

 private:
  std::string start_;
};

}  // namespace acrida
