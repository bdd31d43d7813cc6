// Rebalancing: slaves that are lost, join and leave while users run.
#include <chrono>
#include <csignal>
#include <thread>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::SizeIs;
using Clock = std::chrono::steady_clock;

/// A fleet whose users only say that they start, watched through the web API.
class Rebalance : public testing::Test {
 protected:
  Fleet start(int slaves, const std::string& users) {
    return Fleet({.test = source_path("tests/integration/users/idle.cpp"),
                  .host = "",
                  .slaves = slaves,
                  .arguments = {"-u", users, "-r", "1000"},
                  .web_port = port_});
  }
  boost::json::value statistics() const {
    return boost::json::parse(
        http_get("http://127.0.0.1:" + std::to_string(port_) + "/stats/requests").body);
  }
  std::uint64_t users() const { return statistics().at("user_count").to_number<std::uint64_t>(); }
  /// Of the slaves that take part, in no order.
  std::vector<std::uint64_t> users_of_slaves() const {
    std::vector<std::uint64_t> users;
    const boost::json::value all = statistics();
    for (const auto& slave : all.at("workers").as_array())
      if (slave.at("state") != "missing")
        users.push_back(slave.at("user_count").to_number<std::uint64_t>());
    return users;
  }
  std::uint64_t starts() const {
    const boost::json::value all = statistics();
    for (const auto& row : all.at("stats").as_array())
      if (row.at("name") == "start") return row.at("num_requests").to_number<std::uint64_t>();
    return 0;
  }
  /// Until it has held for a second and a half: what one report says may be outdated by the next.
  template <class Condition>
  bool wait_until(Condition condition, std::chrono::seconds limit = 20s) const {
    const auto end = Clock::now() + limit;
    for (auto since = Clock::now(); Clock::now() < end; std::this_thread::sleep_for(50ms)) {
      if (!condition()) since = Clock::now();
      if (Clock::now() - since >= 1500ms) return true;
    }
    return false;
  }
  bool wait_for_even_users(std::size_t slaves, std::uint64_t each) const {
    return wait_until([&] {
      const auto counts = users_of_slaves();
      return counts.size() == slaves && testing::Value(counts, Each(each));
    });
  }

  std::uint16_t port_ = free_port();
};

TEST_F(Rebalance, UsersOfALostSlaveStartAgainOnTheOthersOnly) {
  Fleet fleet = start(4, "2000");
  ASSERT_TRUE(wait_for_even_users(4, 500)) << fleet.output();
  EXPECT_EQ(starts(), 2000u);
  fleet.slave(1).signal(SIGKILL);
  EXPECT_TRUE(wait_until([&] { return users() == 2000 && users_of_slaves().size() == 3; }))
      << fleet.output();
  EXPECT_TRUE(wait_until([&] { return starts() == 2500; })) << starts() << fleet.output();
  for (const std::uint64_t count : users_of_slaves()) EXPECT_NEAR(count, 2000.0 / 3, 1);
}

TEST_F(Rebalance, JoiningAndLeavingMovesTheFewestUsers) {
  Fleet fleet = start(3, "1200");
  ASSERT_TRUE(wait_for_even_users(3, 400)) << fleet.output();
  fleet.add_slave();
  ASSERT_TRUE(wait_for_even_users(4, 300)) << fleet.output();
  EXPECT_EQ(starts(), 1200u + 300);
  fleet.add_slave();
  fleet.add_slave();
  ASSERT_TRUE(wait_for_even_users(6, 200)) << fleet.output();
  const std::uint64_t before = starts();
  EXPECT_GE(before, 1500u + 400);
  EXPECT_LE(before, 1500u + 440) << "two that join one after the other may take 40 users twice";
  for (const std::size_t leaving : {1u, 3u, 5u}) fleet.slave(leaving).signal(SIGTERM);
  ASSERT_TRUE(wait_for_even_users(3, 400)) << fleet.output();
  // What was moved to a slave that left a moment later has moved twice.
  EXPECT_GE(starts(), before + 600);
  EXPECT_LE(starts(), before + 900);
}

}  // namespace
}  // namespace acrida::tests
