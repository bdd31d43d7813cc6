// ShardScenarios: how a slave's part of a scenario is divided among its shards.
#include "slave/runner/shard_scenarios.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

wire::Spawn spawn_of(ExecutorSpec::Kind kind, WallTime start = {}) {
  wire::Spawn spawn;
  spawn.scenarios = {{"A", {}, {1, 3}, 0ns}};
  spawn.scenarios[0].executor.kind = kind;
  spawn.scenarios_start = start;
  return spawn;
}

std::vector<ScenarioShare> shares_in(const std::vector<std::vector<ScenarioPlan>>& plans) {
  std::vector<ScenarioShare> shares;
  for (const auto& of_shard : plans) shares.push_back(of_shard.at(0).share);
  return shares;
}

TEST(ShardScenarios, AreDividedAmongTheShardsWithUsers) {
  ShardScenarios scenarios;
  const auto plans = scenarios.divide(spawn_of(ExecutorSpec::Kind::arrivals),
                                      {{{"A", 4}}, {{"A", 0}, {"B", 9}}, {{"A", 3}}});
  EXPECT_EQ(shares_in(plans), (std::vector<ScenarioShare>{{1, 6}, {0, 0}, {4, 6}}));
  EXPECT_FALSE(scenarios.start());
}

TEST(ShardScenarios, ANewDivisionHoldsFromTheNearFuture) {
  ShardScenarios scenarios;
  const WallTime start = std::chrono::system_clock::now() - 60s;
  const auto spawn = spawn_of(ExecutorSpec::Kind::arrivals, start);
  scenarios.divide(spawn_of(ExecutorSpec::Kind::arrivals), {{{"A", 1}}, {{"A", 0}}});
  const auto same = scenarios.divide(spawn, {{{"A", 1}}, {{"A", 0}}});
  EXPECT_EQ(same[0][0].since, 0ns);
  ASSERT_TRUE(scenarios.start());
  EXPECT_NEAR(
      std::chrono::duration<double>(std::chrono::steady_clock::now() - *scenarios.start()).count(),
      60, 1);
  const auto more = scenarios.divide(spawn, {{{"A", 1}}, {{"A", 1}}});
  EXPECT_EQ(shares_in(more), (std::vector<ScenarioShare>{{1, 6}, {4, 6}}));
  EXPECT_GT(more[0][0].since, 60s);
  EXPECT_EQ(more[0][0].since, more[1][0].since);
}

TEST(ShardScenarios, SharedIterationsAreDividedOnce) {
  ShardScenarios scenarios;
  const auto spawn =
      spawn_of(ExecutorSpec::Kind::shared_iterations, std::chrono::system_clock::now());
  scenarios.divide(spawn, {{{"A", 1}}, {{"A", 0}}});
  EXPECT_EQ(shares_in(scenarios.divide(spawn, {{{"A", 1}}, {{"A", 1}}})),
            (std::vector<ScenarioShare>{{1, 3}, {0, 0}}));
}

}  // namespace
}  // namespace acrida
