// Floods: peers that send as much as they can, in the middle of a run.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/flood.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/secure_fleet.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kFramesPerSecond = 100'000;
constexpr auto kFloodTime = 4s;

std::uint64_t requests_in(const Nginx& nginx) {
  std::uint64_t sum = 0;
  for (const auto& [name, line] : nginx.access_log()) sum += line.requests;
  return sum;
}

/// What a flood of kFloodTime cost the master.
struct Cost {
  std::uint64_t cpu_ns = 0;
  std::uint64_t calls = 0;
  double cores() const {
    return static_cast<double>(cpu_ns) / std::chrono::nanoseconds(kFloodTime).count();
  }
};

Cost cost_of(Process& master, double per_second, const std::function<void()>& send) {
  const std::uint64_t before = cpu_ns_of(master.pid());
  Flood flood(per_second, send);
  std::this_thread::sleep_for(kFloodTime);
  return {cpu_ns_of(master.pid()) - before, flood.sent()};
}

const std::vector<std::string> kRun{"--headless", "-u", "20", "-r", "20", "-t", "8s",
                                    "--expect-slaves", "2"};

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
  const Cost cost = cost_of(fleet.master(), kFramesPerSecond,
                            garbage_sender(fleet.port(), with(fleet.keys_of("one")), queued));
  std::printf("enrolled: %.0f frames/s, %.2f cores, %.1f us per frame\n", queued / 4.0,
              cost.cores(), cost.cpu_ns / 1e3 / static_cast<double>(queued));
  check_run();
  EXPECT_THAT(fleet.master().err(), HasSubstr("ignored a bad frame from"));
}

TEST_F(SecureFlood, OfConnectionsWithoutAHandshake) {
  const Cost cost = cost_of(fleet.master(), kFramesPerSecond, stray_connections(fleet.port()));
  std::printf("stray: %.0f/s, %.2f cores, %.1f us each\n", cost.calls / 4.0, cost.cores(),
              cost.cpu_ns / 1e3 / static_cast<double>(cost.calls));
  check_run();
}

TEST_F(SecureFlood, OfHandshakesWithAKeyThatIsNotEnrolled) {
  const Cost cost = cost_of(fleet.master(), kFramesPerSecond,
                            handshakes(fleet.port(), with(link::make_curve_keys().value())));
  std::printf("handshakes: %.0f/s, %.2f cores, %.1f us each\n", cost.calls / 4.0, cost.cores(),
              cost.cpu_ns / 1e3 / static_cast<double>(cost.calls));
  check_run();
  EXPECT_THAT(fleet.master().err(), HasSubstr("its key is not enrolled"));
}

TEST(PlainFlood, OfGarbageOnAnInsecureLink) {
  const Nginx nginx;
  std::vector<std::string> arguments = kRun;
  arguments.insert(arguments.end(), {"--insecure"});
  const std::uint16_t port = free_port();
  arguments.insert(arguments.end(), {"--master-bind-host", "0.0.0.0", "--master-bind-port",
                                     std::to_string(port)});
  Fleet fleet({.test = source_path("tests/integration/users/shopper.cpp"),
               .host = nginx.url(),
               .arguments = arguments,
               .slave_arguments = {"--master-port", std::to_string(port)}});
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  std::atomic<std::uint64_t> queued = 0;
  const Cost cost =
      cost_of(fleet.master(), kFramesPerSecond, garbage_sender(port, {}, queued));
  std::printf("plain: %.0f frames/s, %.2f cores, %.1f us per frame\n", queued / 4.0, cost.cores(),
              cost.cpu_ns / 1e3 / static_cast<double>(queued));
  EXPECT_EQ(fleet.wait(), 1) << fleet.output();
}

}  // namespace
}  // namespace acrida::tests
