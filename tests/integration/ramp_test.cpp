// Ramp: what a real master tells its slaves, step by step, up and down.
#include <cmath>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/fake_slave.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"

namespace acrida::tests {
namespace {

using wire::Spawn;

/// Plays slaves that do at once what they are told, and keeps every plan in between.
class Ramp {
 public:
  struct Step {
    double at_s;  // by the master's clock
    std::vector<UserCounts> per_slave;
  };

  explicit Ramp(std::uint16_t port) {
    for (int i = 0; i < 3; ++i)
      slaves_.push_back(std::make_unique<FakeSlave>(port, "host" + std::to_string(i) + "_fake"));
    for (const auto& slave : slaves_) slave->register_at_master();
    plan_.resize(slaves_.size());
  }

  /// Until nothing has changed for a second and a half: each step that the master planned.
  std::vector<Step> follow() {
    std::map<std::int64_t, Step> by_time;
    auto quiet_since = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - quiet_since < std::chrono::milliseconds(1500)) {
      for (std::size_t i = 0; i < slaves_.size(); ++i) {
        while (const auto message = slaves_[i]->receive(std::chrono::milliseconds(5))) {
          const auto* spawn = std::get_if<Spawn>(&*message);
          if (!spawn) continue;
          quiet_since = std::chrono::steady_clock::now();
          slaves_[i]->send(wire::SlaveSpawned{spawn->user_counts});
          changes_.push_back({spawn->timestamp, i, spawn->user_counts});
        }
        slaves_[i]->send(wire::Heartbeat{"running", 0, 0, {}});
      }
    }
    return steps();
  }

 private:
  struct Change {
    WallTime at;
    std::size_t slave;
    UserCounts counts;
  };

  // Spawn messages of one step carry increasing times, microseconds apart.
  std::vector<Step> steps() {
    std::sort(changes_.begin(), changes_.end(),
              [](const Change& a, const Change& b) { return a.at < b.at; });
    std::vector<Step> found;
    for (const Change& change : changes_) {
      plan_[change.slave] = change.counts;
      const double at_s = to_epoch_seconds(change.at);
      if (found.empty() || at_s - found.back().at_s > 0.02) found.push_back({at_s, {}});
      found.back().per_slave = plan_;
    }
    changes_.clear();
    return found;
  }

  std::vector<std::unique_ptr<FakeSlave>> slaves_;
  std::vector<UserCounts> plan_;
  std::vector<Change> changes_;
};

std::uint64_t total_of(const Ramp::Step& step) {
  std::uint64_t sum = 0;
  for (const UserCounts& counts : step.per_slave) sum += total_users(counts);
  return sum;
}

void expect_even(const Ramp::Step& step) {
  std::map<std::string, double> per_class;
  std::uint64_t low = UINT64_MAX, high = 0;
  for (const UserCounts& counts : step.per_slave) {
    low = std::min(low, total_users(counts));
    high = std::max(high, total_users(counts));
    for (const auto& [name, count] : counts) per_class[name] += static_cast<double>(count);
  }
  EXPECT_LE(high - low, 1u) << "slaves at " << total_of(step) << " users";
  const double total = static_cast<double>(total_of(step));
  const double fixed = std::min(2.0, total);  // Admin: exactly two, first
  EXPECT_EQ(per_class["Admin"], fixed);
  EXPECT_NEAR(per_class["Reader"], (total - fixed) * 3 / 4.5, 1) << "at " << total << " users";
  EXPECT_NEAR(per_class["Writer"], (total - fixed) * 1.5 / 4.5, 1) << "at " << total << " users";
}

TEST(RampOfAMaster, FollowsTheRateAndStaysEvenUpAndDown) {
  const std::uint16_t port = free_port(), web_port = free_port();
  Process master({acrida_executable(), "master", "-f",
                  source_path("tests/integration/users/mixed.cpp"), "-H", "http://127.0.0.1:1",
                  "--master-bind-port", std::to_string(port), "-P", std::to_string(web_port)},
                 {.environment = test_environment()});
  ASSERT_TRUE(master.wait_for("web UI at", std::chrono::seconds(120))) << master.err();
  Ramp ramp(port);
  const std::string url = "http://127.0.0.1:" + std::to_string(web_port);

  constexpr double kRate = 30;
  constexpr double kStep = 3;  // ten steps a second
  ASSERT_EQ(http_post(url + "/swarm", "user_count=90&spawn_rate=30").status, 200);
  const std::vector<Ramp::Step> up = ramp.follow();
  ASSERT_FALSE(up.empty());
  EXPECT_EQ(total_of(up.back()), 90u);
  for (const Ramp::Step& step : up) {
    expect_even(step);
    // Within one step of the rate, at the time that the master itself wrote on the plan.
    const double planned = std::min(90.0, kRate * (step.at_s - up.front().at_s) + kStep);
    EXPECT_NEAR(static_cast<double>(total_of(step)), planned, kStep + 0.01);
  }

  ASSERT_EQ(http_post(url + "/swarm", "user_count=6&spawn_rate=30").status, 200);
  const std::vector<Ramp::Step> down = ramp.follow();
  ASSERT_FALSE(down.empty());
  EXPECT_EQ(total_of(down.back()), 6u);
  std::map<std::uint64_t, std::vector<UserCounts>> on_the_way_up;
  for (const Ramp::Step& step : up) on_the_way_up[total_of(step)] = step.per_slave;
  int mirrored = 0;
  for (const Ramp::Step& step : down) {
    expect_even(step);
    const auto same_total = on_the_way_up.find(total_of(step));
    if (same_total == on_the_way_up.end()) continue;
    ++mirrored;
    EXPECT_EQ(step.per_slave, same_total->second) << "at " << total_of(step) << " users";
  }
  EXPECT_GT(mirrored, 5);
}

}  // namespace
}  // namespace acrida::tests
