// Addresses: what binding and connecting accept, and what they say otherwise.
#include <gmock/gmock.h>

#include "core/link/endpoint.hpp"
#include "link_fixture.hpp"

namespace acrida::link {
namespace {

using testing::HasSubstr;

using AddressTest = LinkFixture;

RouterSocket::Handlers silent() {
  return {[](const Peer&, std::string_view) {}, [](const Peer&, std::string_view) {}};
}

TEST_F(AddressTest, TellsThatThePortIsInUse) {
  const auto second = RouterSocket::bind(io.get_executor(), "127.0.0.1", router->port(), silent());
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().what,
              HasSubstr("cannot listen on 127.0.0.1:" + std::to_string(router->port())));
  EXPECT_THAT(second.error().what, HasSubstr("choose another port"));
  EXPECT_EQ(second.error().what.find('\n'), std::string::npos);
}

TEST_F(AddressTest, TellsThatTheAddressIsNotOfThisMachine) {
  for (const char* host : {"203.0.113.9", "no-such-interface"}) {
    const auto bound = RouterSocket::bind(io.get_executor(), host, 0, silent());
    ASSERT_FALSE(bound) << host;
    EXPECT_THAT(bound.error().what, HasSubstr("not an address of this machine"));
  }
}

TEST_F(AddressTest, BindsEveryAddressAndLocalhost) {
  for (const char* host : {"*", "localhost", "127.0.0.1"}) {
    const auto bound = RouterSocket::bind(io.get_executor(), host, 0, silent());
    ASSERT_TRUE(bound) << bound.error().what;
    EXPECT_GT((*bound)->port(), 0);
  }
}

TEST_F(AddressTest, ConnectsByName) {
  auto dealer = DealerSocket::connect(io.get_executor(), "localhost", router->port(), "s",
                                      {[](std::string_view) {}, [](std::string_view) {}});
  ASSERT_TRUE(dealer) << dealer.error().what;
  (*dealer)->send("x");
  EXPECT_TRUE(run_until([&] { return !at_router.empty(); }));
}

TEST_F(AddressTest, RefusesAnIdentityThatZeroMqCannotCarry) {
  for (const std::string& identity : {std::string(), std::string(256, 'x'), std::string(1, '\0')}) {
    const auto dealer =
        DealerSocket::connect(io.get_executor(), "127.0.0.1", router->port(), identity,
                              {[](std::string_view) {}, [](std::string_view) {}});
    ASSERT_FALSE(dealer);
    EXPECT_THAT(dealer.error().what, HasSubstr("1 to 255 bytes"));
  }
}

TEST_F(AddressTest, RefusesAHostThatIsNone) {
  for (const char* host : {"", "not a host"}) {
    const auto dealer = DealerSocket::connect(io.get_executor(), host, router->port(), "s",
                                              {[](std::string_view) {}, [](std::string_view) {}});
    ASSERT_FALSE(dealer) << host;
    EXPECT_THAT(dealer.error().what, HasSubstr("check the master's host and port"));
  }
}

TEST(EndpointTest, PutsIpv6AddressesInBrackets) {
  EXPECT_EQ(endpoint_of("::1", 5557), "tcp://[::1]:5557");
  EXPECT_EQ(endpoint_of("[::1]", 5557), "tcp://[::1]:5557");
  EXPECT_EQ(endpoint_of("*", 0), "tcp://*:0");
  EXPECT_TRUE(needs_ipv6("::1"));
  EXPECT_TRUE(needs_ipv6("*"));
  EXPECT_FALSE(needs_ipv6("127.0.0.1"));
  EXPECT_FALSE(needs_ipv6("localhost"));
}

}  // namespace
}  // namespace acrida::link
