// Protocols: what the master counted against the servers' own counts, and servers that are killed.
#include <regex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

class Redis {
 public:
  explicit Redis(std::uint16_t port)
      : port_(std::to_string(port)),
        process_({"redis-server", "--port", port_, "--bind", "127.0.0.1", "--save", ""},
                 {.directory = directory_.path()}) {
    if (!process_.wait_for("Ready to accept connections"))
      throw std::runtime_error("redis-server does not start: " + process_.out());
  }
  /// How often the server has carried out a command: "set".
  std::uint64_t calls(const std::string& command) const {
    Process client({"redis-cli", "-p", port_, "info", "commandstats"});
    client.wait(10s);
    const std::string text = client.out();
    std::smatch match;
    const std::regex pattern("cmdstat_" + command + ":calls=(\\d+)");
    return std::regex_search(text, match, pattern) ? std::stoull(match[1]) : 0;
  }
  void kill() {
    process_.signal(SIGKILL);
    process_.wait(5s);
  }

 private:
  TempDir directory_;
  std::string port_;
  Process process_;
};

class Mosquitto {
 public:
  explicit Mosquitto(std::uint16_t port)
      : port_(std::to_string(port)),
        configuration_(write_configuration()),
        process_({"mosquitto", "-v", "-c", configuration_}) {
    if (!process_.wait_for("mosquitto version \\S+ running"))
      throw std::runtime_error("mosquitto does not start: " + process_.err());
  }
  const std::string& port() const { return port_; }
  void kill() {
    process_.signal(SIGKILL);
    process_.wait(5s);
  }

 private:
  std::string write_configuration() {
    const std::string path = (directory_ / "mosquitto.conf").string();
    write_file(path, "listener " + port_ +
                         " 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nuser root\n");
    return path;
  }

  TempDir directory_;
  std::string port_;
  std::string configuration_;
  Process process_;
};

TEST(RedisExample, CountsAsTheServerDoes) {
  const std::uint16_t port = free_port();
  const Redis server(port);
  Fleet fleet({.test = source_path("examples/redis/redis.cpp"),
               .host = "127.0.0.1:" + std::to_string(port),
               .arguments = {"-u", "50", "-r", "50", "-t", "4s", "-s", "5"}});
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  auto rows = fleet.results();
  EXPECT_GT(rows["REDIS SET"].requests, 500U) << fleet.output();
  EXPECT_EQ(rows["REDIS SET"].requests, server.calls("set"));
  EXPECT_EQ(rows["REDIS GET"].requests, server.calls("get"));
  EXPECT_EQ(rows["REDIS INCR"].requests + 10 * rows["REDIS 10 x INCR"].requests,
            server.calls("incr"));
  EXPECT_EQ(rows["REDIS connect"].requests, 50U);
  for (const auto& [name, row] : rows) EXPECT_EQ(row.failures + row.unknown, 0U) << name;
}

TEST(RedisExample, FailsAndComesBackWhenTheServerIsKilled) {
  const std::uint16_t port = free_port();
  auto server = std::make_unique<Redis>(port);
  Fleet fleet({.test = source_path("examples/redis/redis.cpp"),
               .host = "127.0.0.1:" + std::to_string(port),
               .slaves = 1,
               .arguments = {"-u", "20", "-r", "20", "-t", "5s", "-s", "5"}});
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  while (server->calls("set") < 100) std::this_thread::sleep_for(50ms);
  server->kill();
  std::this_thread::sleep_for(500ms);
  server = std::make_unique<Redis>(port);
  EXPECT_EQ(fleet.wait(), 1) << fleet.output();
  auto rows = fleet.results();
  EXPECT_GT(server->calls("set"), 100U) << "users came back";
  const ResultRow& connect = rows["REDIS connect"];
  EXPECT_GE(connect.failures, 20U);
  EXPECT_EQ(connect.requests - connect.failures, 40U) << "each user connected twice";
  EXPECT_THAT(fleet.output(), testing::HasSubstr("Connection refused"));
}

TEST(MqttExample, CountsAsASubscriberDoes) {
  const Mosquitto broker(free_port());
  Process subscriber(
      {"stdbuf", "-oL", "mosquitto_sub", "-p", broker.port(), "-t", "acrida/#", "-d"});
  ASSERT_TRUE(subscriber.wait_for("Subscribed")) << subscriber.out() << subscriber.err();
  Fleet fleet({.test = source_path("examples/mqtt/mqtt.cpp"),
               .host = "127.0.0.1:" + broker.port(),
               .arguments = {"-u", "50", "-r", "50", "-t", "4s", "-s", "5"}});
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  auto rows = fleet.results();
  const std::uint64_t published = rows["MQTT publish to acknowledgement"].requests;
  EXPECT_GT(published, 500U) << fleet.output();
  EXPECT_EQ(rows["MQTT publish to own message"].requests, published);
  EXPECT_EQ(rows["MQTT connect"].requests, 50U);
  EXPECT_EQ(rows["MQTT subscribe"].requests, 50U);
  for (const auto& [name, row] : rows) EXPECT_EQ(row.failures + row.unknown, 0U) << name;
  const auto received = [&] {
    const std::string text = subscriber.out();
    const std::regex reading("(^|\n)reading \\d+(?=\n)");
    return std::distance(std::sregex_iterator(text.begin(), text.end(), reading), {});
  };
  for (int i = 0; i < 100 && received() < static_cast<long>(published); ++i)
    std::this_thread::sleep_for(50ms);
  EXPECT_EQ(received(), static_cast<long>(published));
}

TEST(MqttExample, FailsAndComesBackWhenTheBrokerIsKilled) {
  const std::uint16_t port = free_port();
  auto broker = std::make_unique<Mosquitto>(port);
  Fleet fleet({.test = source_path("examples/mqtt/mqtt.cpp"),
               .host = "127.0.0.1:" + std::to_string(port),
               .slaves = 1,
               .arguments = {"-u", "20", "-r", "20", "-t", "5s", "-s", "5"}});
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  std::this_thread::sleep_for(1s);
  broker->kill();
  std::this_thread::sleep_for(500ms);
  broker = std::make_unique<Mosquitto>(port);
  EXPECT_EQ(fleet.wait(), 1) << fleet.output();
  auto rows = fleet.results();
  const ResultRow& connect = rows["MQTT connect"];
  EXPECT_GE(connect.failures, 20U);
  EXPECT_EQ(connect.requests - connect.failures, 40U) << "each user connected twice";
  EXPECT_GT(rows["MQTT publish to own message"].requests, 100U);
}

TEST(AsioExample, RunsOnTheTarget) {
  Process target({acrida_executable(), "target", "--port", "0"});
  const auto url = target.wait_for("listening on (http://\\S+)");
  ASSERT_TRUE(url);
  Fleet fleet({.test = source_path("examples/asio/asio.cpp"),
               .host = *url,
               .slaves = 1,
               .arguments = {"-u", "10", "-r", "10", "-t", "2s", "-s", "5"}});
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  EXPECT_GT(fleet.results().at("ASIO ask").requests, 50U);
}

TEST(Plugins, MayHaveThreadsOfTheirOwnAndRawAsioObjects) {
  Fleet fleet({.test = source_path("tests/integration/users/own_thread.cpp"),
               .host = "",
               .slaves = 1,
               .arguments = {"-u", "50", "-r", "50", "-t", "2s", "-s", "1"}});
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  auto rows = fleet.results();
  EXPECT_GT(rows["THREAD ask"].requests, 500U) << fleet.output();
  EXPECT_EQ(rows["THREAD ask"].requests, rows["ECHO send"].requests);
  EXPECT_EQ(rows["ECHO send"].failures, 0U);
}

TEST(Plugins, MayBlockOnOtherThreadsAlsoForever) {
  Fleet fleet({.test = source_path("tests/integration/users/blocking.cpp"),
               .host = "",
               .slaves = 1,
               .arguments = {"-u", "23", "-r", "23", "-t", "2s", "-s", "0"}});
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  auto rows = fleet.results();
  EXPECT_GT(rows["CALL square"].requests, 1000U) << fleet.output();
  EXPECT_EQ(rows["CALL square"].failures, 0U);
  EXPECT_EQ(rows["CALL hang"].requests, 3U);
  EXPECT_EQ(rows["CALL hang"].unknown, 3U) << "the stop does not wait for them";
  EXPECT_EQ(fleet.slave(0).wait(0s), 0) << "nor does the end";
}

}  // namespace
}  // namespace acrida::tests
