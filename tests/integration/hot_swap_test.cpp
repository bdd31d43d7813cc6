// Hot swap: a new version of the test takes the place of the old one while users run, and every
// request of both is counted.
#include <chrono>
#include <csignal>
#include <map>
#include <set>
#include <thread>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/// Users whose version asks for this path; the server sees which user asks.
std::string source_of(const std::string& path, const std::string& more = "",
                      const std::string& from = "id()") {
  return "#include <acrida/http.hpp>\n"
         "using namespace acrida;\n"
         "using namespace std::chrono_literals;\n"
         "struct Visitor : HttpUser {\n"
         "  Visitor() { wait_time = between(50ms, 150ms); add_task(&Visitor::visit); }\n"
         "  task<> visit() {\n"
         "    co_await client.get(\"" +
         path + "?from=\" + std::to_string(" + from + "), {.name = \"" + path + "\"});\n" + more +
         "  }\n"
         "};\n"
         "ACRIDA_USER(Visitor)\n";
}

class HotSwap : public testing::Test {
 protected:
  HotSwap() { write(source_of("/item")); }

  void write(const std::string& source) const { write_file(test_, source); }
  FleetSettings settings(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"-s", "5"});
    return {.test = test_.string(),
            .host = nginx_.url(),
            .arguments = std::move(arguments),
            .web_port = port_,
            .slaves_have_test = false};
  }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  std::string swap(const std::string& form = "") const {
    const HttpAnswer answer =
        http_post(url("/test/swap"), form, "application/x-www-form-urlencoded", 120s);
    return answer.body + answer.error;
  }
  std::uint64_t users() const {
    const auto all = boost::json::parse(http_get(url("/stats/requests")).body);
    return all.at("user_count").to_number<std::uint64_t>();
  }
  bool wait_for_users(std::uint64_t count) const {
    for (int i = 0; i < 200 && users() != count; ++i) std::this_thread::sleep_for(100ms);
    return users() == count;
  }
  void stop(Fleet& fleet) const {
    http_post(url("/stop"), "", "application/x-www-form-urlencoded", 60s);
    fleet.master().signal(SIGTERM);
    EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  }
  void expect_equal(const Fleet& fleet) const {
    const auto logged = nginx_.access_log();
    const auto counted = fleet.results();
    EXPECT_EQ(counted.size(), logged.size()) << fleet.output();
    for (const auto& [name, line] : logged) {
      ASSERT_TRUE(counted.contains(name)) << name << "\n" << fleet.output();
      EXPECT_EQ(counted.at(name).requests, line.requests) << name << "\n" << fleet.output();
      EXPECT_EQ(counted.at(name).failures, 0u) << name;
      EXPECT_EQ(counted.at(name).unknown, 0u) << name;
    }
  }
  /// Who has asked for it; each user has one number and one connection. After access_log().
  std::map<std::string, std::set<std::string>> users_by_path() const {
    std::map<std::string, std::set<std::uint64_t>> connections;
    std::map<std::string, std::set<std::string>> users;
    for (const AccessLine& line : nginx_.lines()) {
      connections[line.from].insert(line.connection);
      users[line.request].insert(line.from);
    }
    for (const auto& [user, own] : connections)
      EXPECT_EQ(own.size(), 1u) << "two users have the number " << user;
    return users;
  }

  Nginx nginx_;
  TempDir folder_;
  std::filesystem::path test_ = folder_ / "visitor.cpp";
  std::uint16_t port_ = free_port();
};

TEST_F(HotSwap, NewUsersTakeTheNewVersionAndOldOnesFinishWithTheirs) {
  Fleet fleet(settings({"-u", "20", "-r", "20"}));
  ASSERT_TRUE(fleet.master().wait_for("all users spawned", 60s)) << fleet.output();
  EXPECT_THAT(swap(), HasSubstr("the test has not changed"));
  write(source_of("/items", "no_such_word;\n"));
  EXPECT_THAT(swap(), HasSubstr("no_such_word")) << "the compiler's word";
  write(source_of("/items") + "struct Other : Visitor {};\n");
  EXPECT_THAT(swap("replace=perhaps"), HasSubstr("true or false"));
  EXPECT_THAT(swap(), HasSubstr("\"success\":true")) << fleet.output();
  ASSERT_TRUE(fleet.master().wait_for("2 of 2 slaves have it", 60s)) << fleet.output();
  for (const std::size_t slave : {0u, 1u})
    ASSERT_TRUE(
        fleet.slave(slave).wait_for("new version of the test takes new users; 10 users", 60s))
        << fleet.output();
  std::this_thread::sleep_for(1500ms);
  EXPECT_THAT(http_get(url("/stats/requests")).body, Not(HasSubstr("/items")))
      << "nothing changes for old users";
  EXPECT_EQ(users(), 20u);
  http_post(url("/swarm"), "user_count=40&spawn_rate=40");
  ASSERT_TRUE(wait_for_users(40)) << users() << fleet.output();
  std::this_thread::sleep_for(1s);
  http_post(url("/swarm"), "user_count=30&spawn_rate=40");  // the old ones go first
  ASSERT_TRUE(wait_for_users(30)) << users() << fleet.output();
  std::this_thread::sleep_for(1s);
  stop(fleet);
  expect_equal(fleet);
  const auto users = users_by_path();
  EXPECT_EQ(users.at("GET /item").size(), 20u);
  EXPECT_EQ(users.at("GET /items").size(), 20u) << fleet.output();
}

TEST_F(HotSwap, OldUsersMakeRoomAtTheSpawnRate) {
  Fleet fleet(settings({"-u", "20", "-r", "20"}));
  ASSERT_TRUE(fleet.master().wait_for("all users spawned", 60s)) << fleet.output();
  write(source_of("/items"));
  EXPECT_THAT(swap("replace=true"), HasSubstr("\"success\":true")) << fleet.output();
  for (const std::size_t slave : {0u, 1u})
    ASSERT_TRUE(fleet.slave(slave).wait_for("has no users any more and has ended", 60s))
        << fleet.output();
  ASSERT_TRUE(wait_for_users(20)) << users() << fleet.output();
  write("struct Broken\n");
  EXPECT_THAT(swap(), HasSubstr("error"));
  std::this_thread::sleep_for(500ms);
  stop(fleet);
  expect_equal(fleet);
  const auto users = users_by_path();
  EXPECT_EQ(users.at("GET /item").size(), 20u);
  EXPECT_EQ(users.at("GET /items").size(), 20u);
}

TEST_F(HotSwap, AMasterThatIsKilledAfterwardsGoesOnWithTheRun) {
  const TempDir data;
  Fleet fleet(settings({"-u", "10", "-r", "10", "--data-dir", (data / "acrida").string()}));
  ASSERT_TRUE(fleet.master().wait_for("all users spawned", 60s)) << fleet.output();
  write(source_of("/items"));
  EXPECT_THAT(swap(), HasSubstr("\"success\":true")) << fleet.output();
  ASSERT_TRUE(fleet.master().wait_for("2 of 2 slaves have it", 60s)) << fleet.output();
  std::this_thread::sleep_for(1s);
  fleet.master().signal(SIGKILL);
  ASSERT_TRUE(fleet.master().wait(5s));
  fleet.restart_master();
  ASSERT_TRUE(fleet.master().wait_for("the run goes on", 60s)) << fleet.output();
  ASSERT_TRUE(wait_for_users(10)) << users() << fleet.output();
  http_post(url("/swarm"), "user_count=16&spawn_rate=10");
  ASSERT_TRUE(wait_for_users(16)) << users() << fleet.output();
  std::this_thread::sleep_for(1s);
  stop(fleet);
  expect_equal(fleet);
  const auto users = users_by_path();
  EXPECT_EQ(users.at("GET /item").size(), 10u);
  EXPECT_EQ(users.at("GET /items").size(), 6u) << fleet.output();
}

TEST_F(HotSwap, ArrivalsChangeTheirVersionWithoutAGap) {
  constexpr std::int64_t kPeriodNs = 10'000'000;
  const std::string due = "intended_start()->time_since_epoch().count()";
  write(source_of("/item", "", due));
  Fleet fleet(settings({"-u", "20", "-r", "20", "--rate", "100/s"}));
  ASSERT_TRUE(fleet.master().wait_for("all users spawned", 60s)) << fleet.output();
  write(source_of("/items", "", due));
  EXPECT_THAT(swap(), HasSubstr("\"success\":true")) << fleet.output();
  for (const std::size_t slave : {0u, 1u})
    ASSERT_TRUE(fleet.slave(slave).wait_for("has no users any more and has ended", 60s))
        << fleet.output();
  std::this_thread::sleep_for(1s);
  stop(fleet);
  expect_equal(fleet);
  std::set<std::int64_t> times;
  for (const AccessLine& line : nginx_.lines())
    EXPECT_TRUE(times.insert(std::stoll(line.from)).second);
  ASSERT_GT(times.size(), 200u);
  const auto span = static_cast<double>(*times.rbegin() - *times.begin());
  EXPECT_NEAR(span / kPeriodNs + 1, static_cast<double>(times.size()), 3)
      << "at the stop an arrival of one slave may be the last before some of the other\n"
      << fleet.output();
  EXPECT_TRUE(nginx_.access_log().contains("GET /item"));
  EXPECT_TRUE(nginx_.access_log().contains("GET /items"));
}

TEST_F(HotSwap, WorksForARunOnOneMachine) {
  Process run({acrida_executable(), "run", test_, "--processes", "2", "-u", "10", "-r", "10", "-H",
               nginx_.url(), "--autostart", "--web-port", std::to_string(port_), "--json-file",
               folder_ / "results"},
              {.environment = test_environment()});
  ASSERT_TRUE(run.wait_for("all users spawned", 120s)) << run.err();
  write(source_of("/items"));
  EXPECT_THAT(swap("replace=true"), HasSubstr("\"success\":true")) << run.err();
  ASSERT_TRUE(run.wait_for("2 of 2 slaves have it", 60s)) << run.err();
  ASSERT_TRUE(run.wait_for("has no users any more and has ended", 60s)) << run.err();
  std::this_thread::sleep_for(500ms);
  run.signal(SIGTERM);
  EXPECT_EQ(run.wait(30s), 0) << run.err();
  const auto logged = nginx_.access_log();
  ASSERT_TRUE(logged.contains("GET /items")) << run.err();
  const std::string results = read_file(folder_ / "results.json");
  for (const auto& [name, line] : logged)
    EXPECT_THAT(results, testing::ContainsRegex("\"num_requests\": ?" +
                                                std::to_string(line.requests) + "[,}]"))
        << name;
}

}  // namespace
}  // namespace acrida::tests
