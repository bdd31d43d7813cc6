// ShardScenarios: the slave's parts of the scenarios, divided among its shards.
#include "slave/runner/shard_scenarios.hpp"

#include <algorithm>

namespace acrida {
namespace {

using Clock = std::chrono::steady_clock;

/// How far the wall clock is ahead of the monotonic one. Of several readings that between the two
/// closest of the other clock: the thread may be held up between two.
std::chrono::nanoseconds wall_ahead_of_mono() {
  auto closest = Clock::duration::max();
  std::chrono::nanoseconds ahead{0};
  for (int i = 0; i < 10; ++i) {
    const auto before = Clock::now();
    const auto wall = std::chrono::system_clock::now();
    const auto took = Clock::now() - before;
    if (took >= closest) continue;
    closest = took;
    ahead = wall.time_since_epoch() - (before + took / 2).time_since_epoch();
  }
  return ahead;
}

std::vector<ScenarioShare> shares_of(const ScenarioPlan& plan,
                                     const std::vector<UserCounts>& users) {
  std::vector<std::size_t> with_users;
  for (std::size_t shard = 0; shard < users.size(); ++shard) {
    const auto found = users[shard].find(plan.user_class);
    if (found != users[shard].end() && found->second > 0) with_users.push_back(shard);
  }
  std::vector<ScenarioShare> shares(users.size(), ScenarioShare{0, 0});
  if (plan.share.parts == 0) return shares;
  for (std::size_t place = 0; place < with_users.size(); ++place)
    shares[with_users[place]] = plan.share.divided(place, with_users.size());
  return shares;
}

}  // namespace

std::vector<std::vector<ScenarioPlan>> ShardScenarios::divide(
    const wire::Spawn& spawn, const std::vector<UserCounts>& users) {
  const bool had_start = start_.has_value();
  if (!had_start && spawn.scenarios_start != WallTime()) note_start(spawn.scenarios_start);
  std::vector<std::vector<ScenarioPlan>> plans(users.size());
  for (const ScenarioPlan& whole : spawn.scenarios) {
    std::vector<ScenarioShare>& known = shares_[whole.user_class];
    std::vector<ScenarioShare> shares = shares_of(whole, users);
    const bool is_shared = whole.executor.kind == ExecutorSpec::Kind::shared_iterations;
    if (is_shared && had_start && !known.empty()) shares = known;
    std::chrono::nanoseconds since = whole.since;
    if (start_ && shares != known)
      since = std::max<std::chrono::nanoseconds>(since, Clock::now() + kChangeLead - *start_);
    known = shares;
    for (std::size_t shard = 0; shard < users.size(); ++shard)
      plans[shard].push_back({whole.user_class, whole.executor, shares[shard], since});
  }
  return plans;
}

void ShardScenarios::note_start(WallTime start) {
  start_ = Clock::time_point(start.time_since_epoch() - wall_ahead_of_mono());
}

}  // namespace acrida
