// Hostile peers: garbage on the slaves' port and on the web port, in the middle of a run.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/wire/codec.hpp"
#include "tests/support/fake_slave.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using ::testing::HasSubstr;

/// Each of them ends the receive loop of a real Locust master, or is worse.
std::vector<std::vector<std::string>> hostile_frames(const std::string& identity) {
  const std::string heartbeat =
      wire::encode(wire::FromSlave(wire::Heartbeat{"ready", 1, 1, {}}), identity);
  // msgpack by hand: short text, and the array of three that every message is.
  const auto text = [](const std::string& words) {
    return static_cast<char>(0xa0 + words.size()) + words;
  };
  const auto message = [&](const std::string& type, const std::string& data) {
    return "\x93" + text(type) + data + text("x");
  };
  const std::string nil = "\xc0";
  std::vector<std::vector<std::string>> all{
      {""},                                         // empty payload
      {"", heartbeat},                              // delimiter-style multipart
      {heartbeat, "more", "and more"},              // too many frames
      {heartbeat.substr(0, heartbeat.size() / 2)},  // truncated
      {heartbeat + "x"},                            // trailing bytes
      {"\x92" + text("stats") + nil},               // an array of the wrong length
      {message("client_ready", "\x2a")},            // an int other than -1
      {message("heartbeat", "\x81" + text("state") + text("ready"))},  // no cpu usage
      {message("spawning_complete", nil)},                             // from an unknown id
      {message("stats", "\x01")},                                      // wrongly typed
      {message("stats", "\xdf\xff\xff\xff\xff")},              // a map of four billion entries
      {message("stats", "\xc6\xff\xff\xff\xff")},              // four billion bytes
      {message("quit", nil) + "\xff\xfe"},                     // more bytes after the end
      {"\x93" + text("quit") + nil + "\xa4\xff\xfe\xfd\xfc"},  // text that is not UTF-8
      {std::string(20u << 20, '\x91')},                        // 20 MiB of nesting
      {std::string(40u << 20, 'x')},                           // larger than any frame may be
  };
  std::uint32_t seed = 12345;
  for (int i = 0; i < 500; ++i) {
    std::string noise(1 + i % 200, '\0');
    for (char& byte : noise) byte = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
    all.push_back({noise});
  }
  return all;
}

TEST(HostilePeers, OnTheSlavesPortChangeNothing) {
  const Nginx nginx;
  const std::uint16_t port = free_port();
  const TempDir directory;
  Process master({acrida_executable(), "master", "--headless", "--only-summary", "-f",
                  source_path("tests/integration/users/shopper.cpp"), "-H", nginx.url(), "-u", "20",
                  "-r", "20", "-t", "6s", "--master-bind-port", std::to_string(port), "--json-file",
                  (directory / "results").string()},
                 {.environment = test_environment()});
  ASSERT_TRUE(master.wait_for("slaves connect to", std::chrono::seconds(120))) << master.err();
  Process slave({acrida_executable(), "slave", "--master-port", std::to_string(port), "-f",
                 source_path("tests/integration/users/shopper.cpp")},
                {.environment = test_environment()});
  ASSERT_TRUE(master.wait_for("all users spawned")) << master.err();

  FakeSlave stranger(port, "stranger_1");
  for (const auto& frames : hostile_frames("stranger_1")) stranger.send_frames(frames);
  FakeSlave guest(port, "guest_1");  // registered, and then no better
  guest.register_at_master();
  for (const auto& frames : hostile_frames("guest_1")) guest.send_frames(frames);

  EXPECT_EQ(master.wait(std::chrono::seconds(60)), 1) << "failures by intention\n" << master.err();
  EXPECT_EQ(slave.wait(std::chrono::seconds(20)), 0) << slave.err();
  EXPECT_THAT(master.err(), HasSubstr("stranger_1"));
  const auto logged = nginx.access_log();
  std::uint64_t log_lines = 0;
  for (const auto& [name, line] : logged) log_lines += line.requests;
  EXPECT_THAT(master.out(), HasSubstr(" " + std::to_string(log_lines) + " "))
      << "the total must be nginx's " << log_lines << "\n"
      << master.out();
}

/// Sends bytes as they are and reads until the server closes.
std::string raw_exchange(std::uint16_t port, const std::string& bytes) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  timeval limit{5, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string answer;
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    ::shutdown(fd, SHUT_WR);
    char buffer[4096];
    for (ssize_t n; (n = ::recv(fd, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(fd);
  return answer;
}

TEST(HostilePeers, OnTheWebPortGetAnAnswerOrNone) {
  const std::uint16_t web_port = free_port();
  Process master(
      {acrida_executable(), "master", "-f", source_path("tests/integration/users/shopper.cpp"),
       "-H", "http://127.0.0.1:1", "--master-bind-port", "0", "-P", std::to_string(web_port)},
      {.environment = test_environment()});
  ASSERT_TRUE(master.wait_for("web UI at", std::chrono::seconds(120))) << master.err();
  const std::string url = "http://127.0.0.1:" + std::to_string(web_port);

  EXPECT_THAT(raw_exchange(web_port, "NONSENSE\r\n\r\n"), HasSubstr("400 Bad Request"));
  EXPECT_THAT(raw_exchange(web_port, std::string(100'000, 'A')), HasSubstr("HTTP/1.1 4"));
  EXPECT_THAT(
      raw_exchange(web_port, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n"),
      HasSubstr("400"));
  raw_exchange(web_port, std::string("\0\0\0\xff\xfe\x16\x03\x01", 8));
  EXPECT_EQ(http_post(url + "/swarm", "user_count=many&spawn_rate=1").status, 200);
  EXPECT_THAT(http_post(url + "/swarm", "user_count=many&spawn_rate=1").body,
              HasSubstr("\"success\":false"));
  EXPECT_THAT(http_post(url + "/swarm", "").body, HasSubstr("\"success\":false"));
  EXPECT_THAT(http_post(url + "/swarm", "user_count=5&spawn_rate=1").body, HasSubstr("slave"));
  EXPECT_THAT(http_post(url + "/swarm", std::string(2u << 20, 'x')).headers, HasSubstr("413"));
  EXPECT_EQ(http_get(url + "/no/such/page").status, 404);
  EXPECT_EQ(http_get(url + "/worker-count").body, R"({"worker_count":0})");
  EXPECT_TRUE(master.running()) << master.err();

  master.signal(SIGINT);
  EXPECT_EQ(master.wait(std::chrono::seconds(10)), 0) << master.err();
}

}  // namespace
}  // namespace acrida::tests
