// Metrics and transactions of two slaves against nginx's own access log.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

namespace json = boost::json;

/// The entry of this name.
json::object named(const json::value& entries, const std::string& name) {
  for (const json::value& entry : entries.as_array())
    if (entry.at("name").as_string() == name) return entry.as_object();
  ADD_FAILURE() << name << " is not in " << entries;
  return {};
}

std::uint64_t count_of(const json::object& entry, const char* key) {
  const json::value* value = entry.if_contains(key);
  return value ? value->to_number<std::uint64_t>() : ~std::uint64_t{0};
}

TEST(Metrics, AreEqualToTheServersLogAndInNoTotal) {
  const Nginx nginx;
  Fleet fleet({.test = source_path("tests/integration/users/buyer.cpp"),
               .host = nginx.url(),
               .arguments = {"-u", "20", "-r", "20", "-t", "3s", "-s", "5", "--csv", "run"}});
  EXPECT_EQ(fleet.wait(), 1) << "there are failures, by intention\n" << fleet.output();

  auto logged = nginx.access_log();
  std::uint64_t requests = 0;
  std::uint64_t bytes_of_items = 0;
  const auto counted = fleet.results();
  EXPECT_EQ(counted.size(), logged.size()) << "a transaction is no request";
  for (const auto& [name, line] : logged) {
    ASSERT_TRUE(counted.contains(name)) << name;
    EXPECT_EQ(counted.at(name).requests, line.requests) << name;
    EXPECT_EQ(counted.at(name).failures, line.failures) << name;
    requests += line.requests;
  }
  bytes_of_items = logged["GET /items"].body_bytes;
  const std::uint64_t purchases = logged["GET /items"].requests;
  const std::uint64_t failed = logged["GET /missing"].failures;
  ASSERT_GT(purchases, 100u);
  ASSERT_GT(failed, 20u);

  const json::value all = json::parse(read_file(fleet.directory() / "results_metrics.json"));
  const json::value& metrics = all.at("metrics");
  EXPECT_EQ(count_of(named(metrics, "answers"), "total"), requests);
  EXPECT_EQ(count_of(named(metrics, "answers"), "count"), requests);
  const json::object size = named(metrics, "size");
  EXPECT_EQ(count_of(size, "count"), purchases);
  EXPECT_DOUBLE_EQ(size.at("average").to_number<double>(),
                   static_cast<double>(bytes_of_items) / static_cast<double>(purchases));
  EXPECT_EQ(named(metrics, "user").at("kind").as_string(), "gauge");
  for (const char* name : {"checkout", "whole \"purchase\"", "pay"}) {
    const json::object transaction = named(all.at("transactions"), name);
    EXPECT_EQ(count_of(transaction, "count"), purchases) << name;
    EXPECT_EQ(count_of(transaction, "failures"), failed) << name;
    EXPECT_EQ(count_of(transaction, "unknown"), 0u) << name;
  }
  EXPECT_NE(fleet.master().out().find("Transactions (ms)"), std::string::npos) << fleet.output();
  const std::string csv = read_file(fleet.directory() / "run_metrics.csv");
  EXPECT_NE(csv.find("counter,answers,," + std::to_string(requests) + ",,," +
                     std::to_string(requests) + ","),
            std::string::npos)
      << csv;
}

TEST(Metrics, OfATransactionThatIsCutOffAreUnknown) {
  const Nginx nginx;
  Fleet fleet({.test = source_path("tests/integration/users/buyer_cut_off.cpp"),
               .host = nginx.url(),
               .arguments = {"-u", "10", "-r", "10", "-t", "2s", "-s", "0"}});
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  const json::value all = json::parse(read_file(fleet.directory() / "results_metrics.json"));
  const json::object waiting = named(all.at("transactions"), "waiting");
  EXPECT_EQ(count_of(waiting, "unknown"), 10u);
  EXPECT_EQ(count_of(waiting, "count"), 0u);
}

}  // namespace
}  // namespace acrida::tests
