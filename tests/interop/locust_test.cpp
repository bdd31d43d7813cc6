// Debian's real Locust on the other side: as a worker of our master, and as a master of our slave.
#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using std::chrono::seconds;

std::vector<std::string> locust(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"/usr/bin/python3", source_path("tests/interop/locust.py"), "-f",
                                   source_path("tests/interop/locustfile.py")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

/// "name -> requests, failures" of a _stats.csv, which both write with the same columns.
std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> totals(const std::string& csv) {
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> rows;
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  EXPECT_TRUE(line.starts_with("Type,Name,Request Count,Failure Count,")) << line;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::string type, name, requests, failures;
    std::getline(cells, type, ',');
    std::getline(cells, name, ',');
    std::getline(cells, requests, ',');
    std::getline(cells, failures, ',');
    while (!name.empty() && (name.back() == '\r' || name.back() == '"')) name.pop_back();
    rows[name] = {std::stoull(requests), std::stoull(failures)};
  }
  return rows;
}

TEST(LocustWorker, RunsAWholeTestUnderOurMaster) {
  const Nginx nginx;
  const TempDir directory;
  const std::string port = std::to_string(free_port());
  Process master({acrida_executable(),
                  "master",
                  "--headless",
                  "--only-summary",
                  "-f",
                  source_path("tests/interop/shopper.cpp"),
                  "-H",
                  nginx.url(),
                  "-u",
                  "12",
                  "-r",
                  "6",
                  "-t",
                  "8s",
                  "-s",
                  "3",
                  "--master-bind-port",
                  port,
                  "--csv",
                  (directory / "ours").string()},
                 {.environment = test_environment()});
  ASSERT_TRUE(master.wait_for("slaves connect to", seconds(120))) << master.err();
  Process worker(locust({"--worker", "--master-host", "127.0.0.1", "--master-port", port}));
  EXPECT_EQ(master.wait(seconds(60)), 1) << "there are failures, by intention\n" << master.err();
  EXPECT_EQ(worker.wait(seconds(20)), 0) << "quit must be clean\n" << worker.err();
  EXPECT_NE(worker.err().find("Got quit message from master"), std::string::npos) << worker.err();
  EXPECT_NE(master.err().find("all users spawned: Shopper 12"), std::string::npos) << master.err();

  const auto counted = totals(read_file(directory / "ours_stats.csv"));
  const auto logged = nginx.access_log();
  EXPECT_GT(logged.at("GET /items").requests, 500u);
  EXPECT_EQ(counted.at("/items").first, logged.at("GET /items").requests) << master.err();
  EXPECT_EQ(counted.at("/missing").first, logged.at("GET /missing").requests);
  EXPECT_EQ(counted.at("/missing").second, logged.at("GET /missing").failures);
  EXPECT_EQ(counted.at("Aggregated").first,
            logged.at("GET /items").requests + logged.at("GET /missing").requests);
}

TEST(LocustMaster, DrivesOurSlave) {
  const Nginx nginx;
  const TempDir directory;
  const std::string port = std::to_string(free_port());
  Process master(locust({"--master", "--headless", "--only-summary", "-H", nginx.url(), "-u", "12",
                         "-r", "6", "-t", "8s", "-s", "3", "--master-bind-port", port,
                         "--expect-workers", "1", "--csv", (directory / "theirs").string()}));
  Process slave({acrida_executable(), "slave", "--master-port", port, "-f",
                 source_path("tests/interop/shopper.cpp")},
                {.environment = test_environment()});
  EXPECT_EQ(master.wait(seconds(60)), 1) << "there are failures, by intention\n" << master.err();
  EXPECT_EQ(slave.wait(seconds(20)), 0) << "quit must be clean\n" << slave.err();
  EXPECT_NE(master.err().find("All users spawned: {\"Shopper\": 12} (12 total users)"),
            std::string::npos)
      << master.err();
  EXPECT_EQ(master.err().find("Traceback"), std::string::npos) << master.err();

  const auto counted = totals(read_file(directory / "theirs_stats.csv"));
  const auto logged = nginx.access_log();
  EXPECT_GT(logged.at("GET /items").requests, 500u);
  EXPECT_EQ(counted.at("/items").first, logged.at("GET /items").requests) << slave.err();
  EXPECT_EQ(counted.at("/missing").first, logged.at("GET /missing").requests);
  EXPECT_EQ(counted.at("/missing").second, logged.at("GET /missing").failures);
}

}  // namespace
}  // namespace acrida::tests
