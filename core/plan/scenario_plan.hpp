// ScenarioPlan: what one slave, or one of its shards, does of a scenario.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <acrida/executor.hpp>

namespace acrida {

/// One of several parts of a scenario: of the iterations 0, 1, 2, ... those whose number leaves the
/// remainder `part` when it is divided by `parts`. No part of it: parts is 0. Else part < parts.
struct ScenarioShare {
  std::uint64_t part = 0;
  std::uint64_t parts = 1;
  bool operator==(const ScenarioShare&) const = default;

  /// The share of a part of this part.
  ScenarioShare divided(std::uint64_t inner_part, std::uint64_t inner_parts) const {
    return {part + parts * inner_part, parts * inner_parts};
  }
  /// How many of the iterations 0 .. total - 1 are in it.
  std::uint64_t of(std::uint64_t total) const {
    return parts > 0 && total > part ? (total - part - 1) / parts + 1 : 0;
  }
};

/// The executor of a class of users, and who has which part of it.
struct ScenarioPlan {
  std::string user_class;
  ExecutorSpec executor;
  ScenarioShare share;
  /// From when on the share holds, after the start of the scenarios. What came before was another's.
  std::chrono::nanoseconds since{0};
  bool operator==(const ScenarioPlan&) const = default;
};

}  // namespace acrida
