// ShardScenarios: the slave's parts of the scenarios, divided among its shards.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/plan/user_class.hpp"
#include "core/wire/message.hpp"

namespace acrida {

/// A scenario is divided among the shards that have users of its class. When those change, the new
/// division holds from a moment in the near future, as it does among slaves; iterations that the
/// users share are divided once. One owner.
class ShardScenarios {
 public:
  /// Until every shard has heard of a change.
  static constexpr std::chrono::milliseconds kChangeLead{50};

  /// For each shard, which has these users, its scenarios.
  std::vector<std::vector<ScenarioPlan>> divide(const wire::Spawn& spawn,
                                                const std::vector<UserCounts>& users);
  /// On this machine's clock, once the master has told it.
  const std::optional<std::chrono::steady_clock::time_point>& start() const { return start_; }

 private:
  void note_start(WallTime start);

  std::optional<std::chrono::steady_clock::time_point> start_;
  std::map<std::string, std::vector<ScenarioShare>> shares_;  // of each shard, as last divided
};

}  // namespace acrida
