// Feeders: every mode against a real server, and files that cannot be used.
#include <cstdlib>
#include <filesystem>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class Feeders : public ::testing::Test {
 protected:
  Feeders() {
    std::filesystem::copy_file(source_path("tests/integration/users/modes.cpp"), test());
    write_file(folder_ / "three.csv", "name,note\none,\n\"two, \"\"too\"\"\",x\nthree,\"a\nb\"\n");
    write_file(folder_ / "two.jsonl", "{\"name\":\"L1\"}\n{\"name\":\"L2\"}\n");
  }
  std::string test() const { return (folder_ / "modes.cpp").string(); }

  /// Requests of each row.
  std::map<std::string, ResultRow> run(const std::string& mode, int slaves, std::string users) {
    Process target({acrida_executable(), "target", "--port", "0"});
    Fleet fleet({.test = test(),
                 .host = target.wait_for("listening on (http://\\S+)").value(),
                 .slaves = slaves,
                 .arguments = {"-u", users, "-r", "100", "-t", "2s", "--mode", mode}});
    EXPECT_EQ(fleet.wait(), 0) << fleet.output();
    return fleet.results();
  }

  TempDir folder_;
};

TEST_F(Feeders, CircularGivesAllInTurn) {
  const auto rows = run("circular", 1, "1");
  ASSERT_EQ(rows.size(), 3u);
  for (const char* name : {"GET one", "GET two, \"too\"", "GET three"})
    EXPECT_NEAR(static_cast<double>(rows.at(name).requests),
                static_cast<double>(rows.at("GET one").requests), 1);
}

TEST_F(Feeders, ShuffledGivesEachOnceInARound) {
  const auto rows = run("shuffled", 1, "1");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_NEAR(static_cast<double>(rows.at("GET three").requests),
              static_cast<double>(rows.at("GET one").requests), 1);
}

TEST_F(Feeders, OnceGivesEachOnceInEachSlave) {
  const auto rows = run("once", 2, "8");
  ASSERT_EQ(rows.size(), 3u);
  for (const auto& [name, row] : rows) EXPECT_EQ(row.requests, 2u) << name;
}

TEST_F(Feeders, UniqueGivesEachOnceInTheTest) {
  const auto rows = run("unique", 2, "8");
  ASSERT_EQ(rows.size(), 3u);
  for (const auto& [name, row] : rows) EXPECT_EQ(row.requests, 1u) << name;
}

TEST_F(Feeders, UniqueMayBeginAgain) {
  const auto rows = run("again", 1, "2");
  ASSERT_EQ(rows.size(), 3u);
  for (const auto& [name, row] : rows) EXPECT_GT(row.requests, 3u) << name;
}

TEST_F(Feeders, TakeJsonLinesAndAnyRow) {
  EXPECT_EQ(run("lines", 1, "1").size(), 2u);
  EXPECT_EQ(run("random", 1, "4").size(), 3u);
}

TEST_F(Feeders, AreDescribedByInspect) {
  Process inspect({acrida_executable(), "inspect", test()}, {.environment = test_environment()});
  ASSERT_EQ(inspect.wait(60s), 0) << inspect.err();
  const auto feeders = boost::json::parse(inspect.out()).at("feeders").as_array();
  ASSERT_EQ(feeders.size(), 7u);
  EXPECT_EQ(feeders[4].at("mode").as_string(), "unique");
  EXPECT_EQ(feeders[4].at("rows").as_int64(), 3);
  EXPECT_EQ(feeders[4].at("path").as_string(), (folder_ / "three.csv").string());
  EXPECT_EQ(feeders[4].at("hash").as_string().size(), 64u);
}

TEST_F(Feeders, WithABadFileAreRefusedAtTheStart) {
  write_file(folder_ / "three.csv", "name,note\none,x\ntwo\n");
  Process run({acrida_executable(), "run", test(), "--headless"},
              {.environment = test_environment()});
  EXPECT_EQ(run.wait(60s), 2);
  EXPECT_THAT(run.err(), HasSubstr("three.csv:3: 1 field, the header has 2"));
}

TEST_F(Feeders, OfASlaveThatDifferRefuseTheRun) {
  const TempDir other;
  for (const char* file : {"modes.cpp", "two.jsonl"})
    std::filesystem::copy_file(folder_ / file, other / file);
  write_file(other / "three.csv", "name\nsomething else\n");
  Process master({acrida_executable(), "master", "-f", test(), "--headless", "-t", "2s",
                  "--master-bind-port", "0"},
                 {.environment = test_environment()});
  const auto port = master.wait_for("slaves connect to tcp://127.0.0.1:(\\d+)", 60s);
  ASSERT_TRUE(port) << master.err();
  Process slave(
      {acrida_executable(), "slave", "--master-port", *port, "-f", (other / "modes.cpp").string()},
      {.environment = test_environment()});
  EXPECT_EQ(master.wait(60s), 2) << master.err();
  EXPECT_THAT(master.err(), ContainsRegex("cannot take part: .*three.csv: differs from the "
                                          "master's file"));
}

}  // namespace
}  // namespace acrida::tests
