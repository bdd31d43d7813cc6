// UdpClient: datagrams of all sizes, losses, stray answers, stops.
#include <arpa/inet.h>
#include <poll.h>
#include <semaphore>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <acrida/udp_user.hpp>

#include "tests/support/http.hpp"
#include "tests/support/visit.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

// Answers each datagram with those that the test says.
class DatagramServer {
 public:
  using Answers = std::function<std::vector<std::string>(const std::string&)>;

  explicit DatagramServer(Answers answers)
      : answers_(std::move(answers)), fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(fd_, generic, length) != 0 || getsockname(fd_, generic, &length) != 0) abort();
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~DatagramServer() {
    ending_ = true;
    thread_.join();
    close(fd_);
  }
  std::string address() const { return "udp://127.0.0.1:" + std::to_string(port_); }

 private:
  void serve() {
    std::string datagram(65536, '\0');
    while (!ending_) {
      pollfd watched{fd_, POLLIN, 0};
      if (poll(&watched, 1, 10) <= 0) continue;
      sockaddr_in peer{};
      socklen_t length = sizeof peer;
      auto* const generic = reinterpret_cast<sockaddr*>(&peer);
      const ssize_t bytes = recvfrom(fd_, datagram.data(), datagram.size(), 0, generic, &length);
      if (bytes < 0) continue;
      for (const std::string& answer :
           answers_(datagram.substr(0, static_cast<std::size_t>(bytes))))
        sendto(fd_, answer.data(), answer.size(), 0, generic, length);
    }
  }

  Answers answers_;
  int fd_;
  std::uint16_t port_ = 0;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

std::vector<std::string> echo(const std::string& datagram) {
  return std::vector<std::string>(1, datagram);
}

TEST(UdpClient, AsksAndReceivesDatagramsOfEverySize) {
  const DatagramServer server(&echo);
  const auto report = visit_by<UdpUser>(
      server.address(),
      [](UdpUser& user) -> task<> {
        EXPECT_FALSE(user.client.connected());
        co_await user.client.connect();
        for (const std::size_t size :
             {std::size_t{1}, std::size_t{60'000}, std::size_t{0}, std::size_t{9'000}}) {
          const std::string question(size, 'q');
          auto reply = co_await user.measure("UDP", "echo", user.client.request(question));
          EXPECT_TRUE(reply.ok()) << reply.error;
          if (reply.ok()) reply.expect(*reply == question, "another answer");
        }
        co_await user.client.send("one");
        co_await user.client.send("two");
        std::string both;
        for (int i = 0; i < 2; ++i) {
          const std::string_view datagram = co_await user.client.receive();
          both += datagram;
        }
        EXPECT_EQ(both, "onetwo");
      },
      2);
  EXPECT_EQ(row(report, "UDP", "echo").requests, 8U);
  EXPECT_EQ(row(report, "UDP", "echo").failures, 0U);
  EXPECT_EQ(row(report, "UDP", "echo").content_length_bytes, 2U * 69'001);
}

TEST(UdpClient, MissesALostAnswerAndGoesOn) {
  const DatagramServer server([lost = 0](const std::string& datagram) mutable {
    return ++lost == 1 ? std::vector<std::string>() : echo(datagram);
  });
  const auto report = visit_by<UdpUser>(server.address(), [](UdpUser& user) -> task<> {
    co_await user.client.connect();
    user.client.timeout = 30ms;
    const auto lost = co_await user.measure("UDP", "lost", user.client.request("a"));
    EXPECT_EQ(lost.error, "receive: no answer within 30 ms");
    EXPECT_TRUE(user.client.connected());
    user.client.timeout = 10s;
    const std::string_view next = co_await user.client.request("b");
    EXPECT_EQ(next, "b");
  });
  EXPECT_EQ(row(report, "UDP", "lost").failures, 1U);
}

TEST(UdpClient, DropsWhatIsNotTheAnswer) {
  const DatagramServer server([](const std::string& datagram) {
    return std::vector<std::string>{"late answer", "", datagram};
  });
  const DatagramServer flood(
      [](const std::string&) { return std::vector<std::string>(2000, "never the answer"); });
  const auto report = visit_by<UdpUser>(server.address(), [&](UdpUser& user) -> task<> {
    co_await user.client.connect();
    const UdpClient::IsAnswer is_answer = [](std::string_view text) { return text == "mine"; };
    const std::string_view answer = co_await user.client.request("mine", is_answer);
    EXPECT_EQ(answer, "mine");
    co_await user.client.connect(flood.address());
    user.client.timeout = 20ms;
    co_await user.measure("UDP", "flood", user.client.request("mine", is_answer));
  });
  EXPECT_EQ(row(report, "UDP", "flood").failures, 1U);
}

TEST(UdpClient, SaysThatNobodyListens) {
  const std::string nobody = "127.0.0.1:" + std::to_string(free_port());
  const auto report = visit_by<UdpUser>(nobody, [](UdpUser& user) -> task<> {
    co_await user.measure("UDP", "early", user.client.receive());
    co_await user.client.connect();
    co_await user.measure("UDP", "ask", user.client.request("x"));
    co_await user.measure("UDP", "scheme", user.client.connect("tcp://127.0.0.1:1"));
  });
  EXPECT_THAT(errors(report),
              testing::UnorderedElementsAre("receive: not connected", "receive: Connection refused",
                                            "UdpClient: scheme tcp: use udp://"));
}

TEST(UdpClient, IsCutOffAtAStop) {
  const DatagramServer silent([](const std::string&) { return std::vector<std::string>(); });
  std::counting_semaphore<> begun{0};
  VisitBy<UdpUser> running(
      silent.address(),
      [&](UdpUser& user) -> task<> {
        co_await user.client.connect();
        begun.release();
        co_await user.measure("UDP", "never", user.client.request("x"));
      },
      10);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(begun.try_acquire_for(10s));
  const ShardReport report = running.stop();
  EXPECT_EQ(row(report, "UDP", "never").unknown, 10U);
  EXPECT_TRUE(report.exceptions.empty());
}

}  // namespace
}  // namespace acrida::tests
