// Machines: slave processes that a master makes, loses, finds again and ends.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>
#include <thread>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/http_question.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

/// A master with a state folder of its own, whose machines are asked for by the API.
class CloudMachines : public testing::Test {
 protected:
  void start(std::vector<std::string> options = {}, const std::string& users = "shopper.cpp") {
    command_ = {acrida_executable(),
                "master",
                "-f",
                source_path("tests/integration/users/" + users),
                "-H",
                nginx_.url(),
                "--master-bind-port",
                std::to_string(port_),
                "--web-port",
                std::to_string(web_port_),
                "--json-file",
                (directory_ / "results").string()};
    command_.insert(command_.end(), options.begin(), options.end());
    start_again();
  }
  void start_again() {
    master_ = std::make_unique<Process>(
        command_, ProcessOptions{.directory = directory_.path(),
                                 .environment = {"XDG_CACHE_HOME=" ACRIDA_TEST_CACHE,
                                                 "XDG_STATE_HOME=" + directory_.path().string()}});
    ASSERT_TRUE(master_->wait_for("web UI at", 60s)) << master_->err();
  }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(web_port_) + "/api/v1/" + path;
  }
  HttpAnswer post(const std::string& path, const json::value& body) const {
    return http_ask({.url = url(path),
                     .headers = {"X-Requested-With: acrida", "Content-Type: application/json"},
                     .form = json::serialize(body)});
  }
  json::array machines() const {
    return json::parse(http_get(url("machines")).body).at("machines").as_array();
  }
  std::string steps() const {
    std::string text;
    for (const json::value& one : machines())
      text += (text.empty() ? "" : " ") + json::value_to<std::string>(one.at("step"));
    return text;
  }
  bool come_to(const std::string& expected) const {
    return until([&] { return steps() == expected; });
  }
  static bool until(const std::function<bool()>& holds) {
    for (int i = 0; i < 600; ++i) {
      if (holds()) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }
  std::size_t records() const {
    std::size_t count = 0;
    std::error_code error;
    for (const auto& entry :
         std::filesystem::directory_iterator(directory_ / "acrida" / "machines", error))
      count += entry.path().extension() == ".json" ? 1 : 0;
    return count;
  }
  pid_t process_of(const std::string& id) const {
    const std::string text = read_file(directory_ / "acrida" / "machines" / (id + ".json"));
    return json::parse(text).at("process").at("pid").to_number<pid_t>();
  }
  std::uint64_t users() const {
    std::uint64_t sum = 0;
    for (const json::value& one : machines()) sum += one.at("users").to_number<std::uint64_t>();
    return sum;
  }
  /// What `acrida cloud ...` prints.
  std::string cloud(std::vector<std::string> words) const {
    words.insert(words.begin(), {acrida_executable(), "cloud"});
    Process process(words, {.directory = directory_.path(),
                            .environment = {"XDG_STATE_HOME=" + directory_.path().string()},
                            .merge_output = true});
    EXPECT_TRUE(process.wait(30s));
    return process.out();
  }
  /// Ends the master: what it has counted is what nginx has answered.
  void expect_counts_of_the_log() {
    master_->signal(SIGTERM);
    ASSERT_TRUE(master_->wait(40s));
    std::uint64_t counted = 0, logged = 0;
    const json::value rows = json::parse(read_file(directory_ / "results.json"));
    for (const json::value& row : rows.as_array()) {
      counted += row.at("num_requests").to_number<std::uint64_t>();
      EXPECT_EQ(row.at("acrida").at("unknown").to_number<std::uint64_t>(), 0u);
    }
    for (const auto& [name, line] : nginx_.access_log()) logged += line.requests;
    EXPECT_GT(counted, 0u);
    EXPECT_EQ(counted, logged);
  }
  void TearDown() override {
    if (!master_) return;
    master_->signal(SIGTERM);
    EXPECT_TRUE(master_->wait(40s)) << "the master ends";
    EXPECT_EQ(records(), 0u) << "no machine is left\n" << master_->err();
  }

  Nginx nginx_;
  TempDir directory_;
  std::uint16_t port_ = free_port();
  std::uint16_t web_port_ = free_port();
  std::vector<std::string> command_;
  std::unique_ptr<Process> master_;
};

TEST_F(CloudMachines, SpawnedOnesTakeUsersAndTotalsEqualTheServersLog) {
  start();
  const HttpAnswer spawned = post("machines/spawn", {{"count", 2}, {"key", "two"}});
  ASSERT_EQ(spawned.status, 200) << spawned.body;
  EXPECT_EQ(post("machines/spawn", {{"count", 2}, {"key", "two"}}).status, 200) << "pressed twice";
  ASSERT_TRUE(come_to("ready ready")) << steps() << master_->err();
  ASSERT_EQ(post("run/start", {{"users", 6}, {"spawn_rate", 100}}).status, 200);
  ASSERT_TRUE(come_to("running running")) << steps() << master_->err();
  ASSERT_TRUE(until([&] { return users() == 6; }));
  // Its users move to the other one.
  EXPECT_EQ(post("machines/stop", {{"machine", "two-0"}}).status, 200);
  ASSERT_TRUE(come_to("gone running")) << steps() << master_->err();
  ASSERT_TRUE(until([&] { return users() == 6; }));
  ASSERT_EQ(post("run/stop", json::object{}).status, 200);
  expect_counts_of_the_log();
}

TEST_F(CloudMachines, TheLastOneIsStoppedAfterItsRunInOrder) {
  start();
  ASSERT_EQ(post("machines/spawn", {{"count", 1}, {"key", "k"}}).status, 200);
  ASSERT_TRUE(come_to("ready")) << steps() << master_->err();
  ASSERT_EQ(post("run/start", {{"users", 20}, {"spawn_rate", 100}}).status, 200);
  ASSERT_TRUE(until([&] { return users() == 20; }));
  EXPECT_EQ(post("machines/stop", {{"machine", "k-0"}}).status, 200);
  ASSERT_TRUE(come_to("gone")) << steps() << master_->err();
  EXPECT_TRUE(master_->wait_for("stopped: its last slave is to go"));
  expect_counts_of_the_log();
}

TEST_F(CloudMachines, OneThatIsKilledIsShownAndTriedAgain) {
  start({"--spawn", "1"});
  ASSERT_TRUE(come_to("ready")) << steps() << master_->err();
  const std::string id = json::value_to<std::string>(machines().at(0).at("id"));
  ASSERT_EQ(kill(process_of(id), SIGKILL), 0);
  ASSERT_TRUE(come_to("failed")) << steps();
  const json::value error = machines().at(0).at("error");
  EXPECT_NE(json::value_to<std::string>(error.at("cause")).find("signal 9"), std::string::npos)
      << json::serialize(error);
  ASSERT_TRUE(until([&] { return machines().at(0).at("can_retry").as_bool(); }));
  EXPECT_EQ(post("machines/retry", {{"machine", id}}).status, 200);
  EXPECT_TRUE(come_to("ready")) << steps();
}

TEST_F(CloudMachines, IdleOnesStopUnlessTheyArePinned) {
  start({"--idle-stop", "2s"});
  ASSERT_EQ(post("machines/spawn", {{"count", 2}, {"key", "k"}, {"template", "one-core"}}).status,
            200);
  ASSERT_EQ(post("machines/pin", {{"machine", "k-1"}}).status, 200);
  EXPECT_TRUE(come_to("gone ready")) << steps() << master_->err();
  EXPECT_TRUE(master_->wait_for("machine k-0: it had no users for its idle time"));
}

TEST_F(CloudMachines, AMasterThatIsKilledFindsThemAgain) {
  start({"--spawn", "2"});
  ASSERT_TRUE(come_to("ready ready")) << steps() << master_->err();
  const json::array before = machines();
  master_->signal(SIGKILL);
  ASSERT_TRUE(master_->wait(10s));
  start_again();
  ASSERT_TRUE(come_to("ready ready")) << steps() << master_->err();
  const json::array after = machines();
  ASSERT_EQ(after.size(), 2u) << "no second spawn";
  for (const json::value& machine : after) {
    EXPECT_TRUE(machine.at("adopted").as_bool());
    bool is_known = false;
    for (const json::value& one : before) is_known = is_known || one.at("id") == machine.at("id");
    EXPECT_TRUE(is_known);
    EXPECT_EQ(kill(process_of(json::value_to<std::string>(machine.at("id"))), 0), 0);
  }
  EXPECT_EQ(records(), 2u);
}

TEST_F(CloudMachines, OneMoreComesWhenASlaveIsNearItsLimit) {
  start({"--autoscale", "--max-machines", "2"}, "generator.cpp");
  ASSERT_EQ(post("machines/spawn", {{"count", 1}, {"key", "k"}, {"template", "one-core"}}).status,
            200);
  ASSERT_TRUE(come_to("ready")) << steps() << master_->err();
  ASSERT_EQ(
      post("run/start", {{"users", 8}, {"spawn_rate", 100}, {"user_classes", {"Worker"}}}).status,
      200);
  ASSERT_TRUE(come_to("running running")) << steps() << master_->err();
  const json::value all = json::parse(http_get(url("machines")).body);
  EXPECT_TRUE(all.at("autoscale").as_bool());
  EXPECT_GT(all.at("strain").to_number<double>(), 0);
  const std::string second = json::value_to<std::string>(machines().at(1).at("id"));
  EXPECT_EQ(second.rfind("scale-", 0), 0u) << second;
  EXPECT_TRUE(until([&] { return users() == 8; }));
  EXPECT_TRUE(master_->wait_for("--autoscale: slaves come near their limit: 1 machine requested"));
}

TEST_F(CloudMachines, ATemplateIsCheckedByAMachineThatJoins) {
  start();
  const std::string master = "http://127.0.0.1:" + std::to_string(web_port_);
  const std::string listed = cloud({"template", "list"});
  EXPECT_NE(listed.find("one-core "), std::string::npos) << listed;
  const std::string good = cloud({"template", "check", "one-core", "--master", master});
  EXPECT_NE(good.find(": ready\n"), std::string::npos) << good;
  EXPECT_NE(good.find("its slave has joined"), std::string::npos) << good;
  EXPECT_EQ(steps(), "gone");
  EXPECT_EQ(records(), 0u);
  EXPECT_NE(cloud({"template", "check", "two-core"}).find("has no template two-core"),
            std::string::npos);
  EXPECT_NE(cloud({"template", "tag", "one-core"}).find("mark: unsupported: "), std::string::npos);
}

TEST_F(CloudMachines, TheCommandShowsMakesAndEndsThem) {
  start({"--spawn", "1"});
  ASSERT_TRUE(come_to("ready")) << steps() << master_->err();
  const std::string master = "http://127.0.0.1:" + std::to_string(web_port_);
  EXPECT_NE(cloud({"spawn", "--count", "2", "--master", master}).find("2 machines requested"),
            std::string::npos);
  ASSERT_TRUE(come_to("ready ready ready")) << steps();
  const std::string id = json::value_to<std::string>(machines().at(0).at("id"));
  EXPECT_NE(cloud({"ls", "--master", master}).find(id + " "), std::string::npos);
  EXPECT_NE(cloud({"rm", id, "--master", master}).find("ends"), std::string::npos);
  ASSERT_TRUE(come_to("gone ready ready")) << steps();
  const auto fleet = master_->wait_for("machines: process, fleet (\\S+)");
  ASSERT_TRUE(fleet);
  // What a master that does not come back has left.
  master_->signal(SIGKILL);
  ASSERT_TRUE(master_->wait(10s));
  EXPECT_NE(cloud({"reap", "--fleet", "another"}).find("nothing to delete"), std::string::npos);
  EXPECT_NE(cloud({"reap", "--fleet", *fleet}).find("say --yes"), std::string::npos);
  EXPECT_NE(cloud({"reap", "--fleet", *fleet, "--expired", "--yes"}).find("nothing to delete"),
            std::string::npos);
  EXPECT_EQ(records(), 2u);
  EXPECT_NE(cloud({"reap", "--fleet", *fleet, "--yes"}).find("deleted"), std::string::npos);
  EXPECT_EQ(records(), 0u);
}

TEST_F(CloudMachines, WhatIsAskedForWronglyIsRefused) {
  start({"--max-machines", "1"});
  EXPECT_EQ(post("machines/spawn", {{"count", 2}}).status, 409);
  EXPECT_EQ(post("machines/spawn", {{"count", "many"}}).status, 400);
  EXPECT_EQ(post("machines/spawn", {{"template", 7}}).status, 400);
  EXPECT_EQ(post("machines/stop", {{"machine", "none"}}).status, 409);
  EXPECT_EQ(post("machines/stop", json::object{}).status, 400);
  EXPECT_EQ(http_post(url("machines/spawn"), "{}", "application/json").status, 403);
  EXPECT_EQ(http_get(url("machines/spawn")).status, 405);
  EXPECT_EQ(machines().size(), 0u);
}

TEST(LeaveAfter, ASlaveWithoutAMasterLeaves) {
  Process slave({acrida_executable(), "slave", "--master-port", std::to_string(free_port()),
                 "--leave-after", "1s"},
                {.environment = test_environment()});
  EXPECT_TRUE(slave.wait_for("no master has said a word for 1 s")) << slave.err();
  EXPECT_EQ(slave.wait(20s), 0) << slave.err();
}

}  // namespace
}  // namespace acrida::tests
