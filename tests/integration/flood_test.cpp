// Floods: peers that send as much as they can in the middle of a run change nothing of it, and cost
// the master little.
#include "tests/support/flood.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/recording_proxy.hpp"
#include "tests/support/secure_fleet.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kFramesPerSecond = 100'000;
constexpr auto kFloodTime = 3s;
// Ten times what was measured on one slow core: they find what grows, not what is noisy.
constexpr std::uint64_t kMostPerFrameNs = 60'000;
constexpr std::uint64_t kMostPerConnectionNs = 300'000;
constexpr std::uint64_t kMostPerHandshakeNs = 6'000'000;

const std::vector<std::string> kRun{"--headless",      "-u", "20", "-r", "20", "-t", "6s",
                                    "--expect-slaves", "2"};

/// CPU time of the master for each call that counts, over kFloodTime.
std::uint64_t cpu_ns_each(Process& master, const std::function<void()>& send,
                          const std::atomic<std::uint64_t>* counts = nullptr) {
  const std::uint64_t before = cpu_ns_of(master.pid());
  Flood flood(kFramesPerSecond, send);
  std::this_thread::sleep_for(kFloodTime);
  const std::uint64_t cpu_ns = cpu_ns_of(master.pid()) - before;
  const std::uint64_t calls = counts != nullptr ? counts->load() : flood.sent();
  EXPECT_GT(calls, 100u) << "hardly a flood";
  const double seconds = std::chrono::duration<double>(kFloodTime).count();
  std::printf("%.0f per second: %.2f cores, %.1f us each\n", static_cast<double>(calls) / seconds,
              static_cast<double>(cpu_ns) / 1e9 / seconds,
              static_cast<double>(cpu_ns) / 1e3 / static_cast<double>(calls));
  return cpu_ns / std::max<std::uint64_t>(calls, 1);
}

class SecureFlood : public ::testing::Test {
 protected:
  SecureFlood() : fleet(nginx.url(), kRun) {
    fleet.add_slave("one");
    fleet.add_slave("two");
    EXPECT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  }

  void check_run() {
    EXPECT_EQ(fleet.master().wait(60s), 1) << "failures by intention\n" << fleet.output();
    EXPECT_EQ(fleet.counted(), requests_in(nginx)) << fleet.output();
    EXPECT_THAT(fleet.master().err(), Not(HasSubstr("is missing"))) << fleet.output();
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(fleet.slave(i).wait(20s), 0) << fleet.output();
  }

  link::CurveClient with(const link::CurveKeys& keys) const { return {keys, fleet.master_key()}; }

  Nginx nginx;
  SecureFleet fleet;
};

TEST_F(SecureFlood, OfGarbageFromAnEnrolledPeer) {
  std::atomic<std::uint64_t> queued = 0;
  EXPECT_LT(cpu_ns_each(fleet.master(),
                        garbage_sender(fleet.port(), with(fleet.keys_of("one")), queued), &queued),
            kMostPerFrameNs);
  check_run();
  EXPECT_THAT(fleet.master().err(), HasSubstr("ignored a bad frame from"));
}

TEST_F(SecureFlood, OfConnectionsWithoutAHandshake) {
  EXPECT_LT(cpu_ns_each(fleet.master(), stray_connections(fleet.port())), kMostPerConnectionNs);
  check_run();
}

TEST_F(SecureFlood, OfHandshakesWithAKeyThatIsNotEnrolled) {
  EXPECT_LT(
      cpu_ns_each(fleet.master(), handshakes(fleet.port(), with(link::make_curve_keys().value()))),
      kMostPerHandshakeNs);
  check_run();
  EXPECT_THAT(fleet.master().err(), HasSubstr("its key is not enrolled"));
}

TEST_F(SecureFlood, OfHandshakesWithARevokedKey) {
  // A third machine, as the two of the run are to stay.
  fleet.add_slave("three");
  ASSERT_TRUE(fleet.wait_for_slaves(3)) << fleet.output();
  fleet.slaves({"revoke", "3"});
  ASSERT_TRUE(fleet.master().wait_for("\\(number 3\\) is revoked", 5s)) << fleet.output();
  EXPECT_LT(cpu_ns_each(fleet.master(), handshakes(fleet.port(), with(fleet.keys_of("three")))),
            kMostPerHandshakeNs);
  EXPECT_EQ(fleet.master().wait(60s), 1) << fleet.output();
  // What the third did after its revocation is not counted.
  EXPECT_LE(fleet.counted(), requests_in(nginx)) << fleet.output();
  EXPECT_THAT(fleet.master().err(), Not(HasSubstr("is missing"))) << fleet.output();
}

TEST_F(SecureFlood, OfConnectionsThatSayNothing) {
  std::vector<int> silent(900);
  for (int& fd : silent) fd = connect_to(fleet.port());
  const timeval patience{10, 0};
  for (const int fd : {silent.front(), silent.back()}) {
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    char greeting[1024];
    ssize_t count = 0;
    while ((count = ::recv(fd, greeting, sizeof greeting, 0)) > 0) {
    }
    EXPECT_EQ(count, 0) << "closed by the master, as no handshake came";
  }
  for (const int fd : silent) ::close(fd);
  check_run();
}

TEST(PlainFlood, OfGarbageOnAnInsecureLink) {
  const Nginx nginx;
  const std::string port = std::to_string(free_port());
  std::vector<std::string> arguments = kRun;
  arguments.insert(arguments.end(),
                   {"--insecure", "--master-bind-host", "0.0.0.0", "--master-bind-port", port});
  Fleet fleet({.test = source_path("tests/integration/users/shopper.cpp"),
               .host = nginx.url(),
               .arguments = arguments,
               .slave_arguments = {"--master-port", port}});
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  std::atomic<std::uint64_t> queued = 0;
  const auto sender = garbage_sender(static_cast<std::uint16_t>(std::stoul(port)), {}, queued);
  EXPECT_LT(cpu_ns_each(fleet.master(), sender, &queued), kMostPerFrameNs);
  EXPECT_EQ(fleet.wait(), 1) << fleet.output();
  std::uint64_t counted = 0;
  for (const auto& [name, row] : fleet.results()) counted += row.requests;
  EXPECT_EQ(counted, requests_in(nginx)) << fleet.output();
  EXPECT_THAT(fleet.master().err(), Not(HasSubstr("is missing"))) << fleet.output();
  EXPECT_THAT(fleet.master().err(), HasSubstr("ignored a bad frame from"));
}

}  // namespace
}  // namespace acrida::tests
