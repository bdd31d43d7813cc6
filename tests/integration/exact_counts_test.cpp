// Exact counts: what the master counted against nginx's own access log.
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

void expect_equal(const std::map<std::string, ResultRow>& counted,
                  const std::map<std::string, AccessCount>& logged, const std::string& output) {
  EXPECT_EQ(counted.size(), logged.size()) << output;
  for (const auto& [name, line] : logged) {
    ASSERT_TRUE(counted.contains(name)) << name << "\n" << output;
    const ResultRow& row = counted.at(name);
    EXPECT_EQ(row.requests, line.requests) << name << "\n" << output;
    EXPECT_EQ(row.failures, line.failures) << name;
    EXPECT_EQ(row.body_bytes, line.body_bytes) << name;
    EXPECT_EQ(row.unknown, 0u) << name;
  }
}

TEST(ExactCounts, TwoSlavesTwoHundredUsers) {
  const Nginx nginx;
  Fleet fleet({.test = source_path("tests/integration/users/shopper.cpp"),
               .host = nginx.url(),
               .arguments = {"-u", "200", "-r", "100", "-t", "10s", "-s", "5"}});
  EXPECT_EQ(fleet.wait(), 1) << "there are failures, by intention\n" << fleet.output();
  const auto logged = nginx.access_log();
  EXPECT_GT(logged.at("GET /items").requests, 1000u);
  EXPECT_EQ(logged.at("GET /missing").failures, logged.at("GET /missing").requests);
  expect_equal(fleet.results(), logged, fleet.output());
  EXPECT_EQ(nginx.connections(), 200u) << "each user has a connection of its own and keeps it";
}

TEST(ExactCounts, SlowAnswersInFlightAtTheStopAreCountedOnce) {
  const Nginx nginx;
  Fleet fleet({.test = source_path("tests/integration/users/patient.cpp"),
               .host = nginx.url(),
               .arguments = {"-u", "100", "-r", "100", "-t", "5s", "-s", "5"}});
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  const auto logged = nginx.access_log();
  EXPECT_GT(logged.at("GET /slow").requests, 150u);
  expect_equal(fleet.results(), logged, fleet.output());
}

TEST(ExactCounts, CutOffRequestsAreUnknown) {
  const Nginx nginx;
  Fleet fleet({.test = source_path("tests/integration/users/patient.cpp"),
               .host = nginx.url(),
               .arguments = {"-u", "20", "-r", "20", "-t", "5s", "-s", "0"}});
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  const ResultRow counted = fleet.results().at("GET /slow");
  EXPECT_EQ(counted.requests, 20u) << fleet.output();
  EXPECT_EQ(counted.unknown, 20u) << "the second request of each user was in flight";
  EXPECT_EQ(counted.requests + counted.unknown, nginx.access_log().at("GET /slow").requests);
}

}  // namespace
}  // namespace acrida::tests
