// SocketNeed: who needs how many sockets, and what is said when they are too few.
#include "master/run/socket_need.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TestClass user_class(const std::string& name, std::uint64_t sockets, double weight = 1,
                     std::uint64_t fixed_count = 0) {
  TestClass made;
  made.plan = {name, weight, fixed_count};
  made.sockets = sockets;
  return made;
}

const std::vector<SlaveSockets> kTwoSlaves{{"h_1", 8'000, 28'232}, {"h_2", 8'000, 28'232}};

TEST(SocketNeedTest, NamesFigureAndRemedy) {
  const SocketNeed need{{user_class("FastShopper", 1)}, 20'000, "http://10.0.0.1/"};
  EXPECT_EQ(
      socket_shortage(need, kTwoSlaves),
      "20000 users of FastShopper need 20000 connections, 10000 on each of 2 slaves; slave h_1 "
      "has 8000 descriptors free: start 1 more slave or raise `ulimit -Hn`");
  EXPECT_EQ(socket_shortage({need.classes, 16'000, ""}, kTwoSlaves), std::nullopt);
}

TEST(SocketNeedTest, CountsTheUsersOfEachClass) {
  const std::vector<TestClass> classes{user_class("Fixed", 2, 1, 1'000), user_class("Heavy", 0, 3),
                                       user_class("Light", 1, 1)};
  // 1,000 fixed users have 2,000 sockets; a quarter of the others has one each.
  EXPECT_EQ(socket_shortage({classes, 1'000 + 4 * 14'000, ""}, kTwoSlaves), std::nullopt);
  const auto why = socket_shortage({classes, 1'000 + 4 * 14'001, ""}, kTwoSlaves);
  ASSERT_TRUE(why);
  EXPECT_TRUE(why->starts_with("15001 users of Fixed, Light need 16001 connections, 8001 on each"))
      << *why;
}

TEST(SocketNeedTest, LooksAtThePortsTowardsOneAddress) {
  const std::vector<SlaveSockets> slaves{{"h_1", 0, 28'232}};
  const std::vector<TestClass> classes{user_class("A", 1)};
  for (const char* host : {"http://127.0.0.1:8080/shop", "127.0.0.1:8080", "https://[::1]:8443",
                           "tcp://localhost:6379"})
    EXPECT_NE(socket_shortage({classes, 28'233, host}, slaves), std::nullopt) << host;
  for (const char* host : {"http://shop.example:8080", "", "unix:/run/server", "http://"})
    EXPECT_EQ(socket_shortage({classes, 28'233, host}, slaves), std::nullopt) << host;
  std::vector<TestClass> two_hosts{user_class("A", 1), user_class("B", 1)};
  two_hosts[0].host = "http://10.0.0.1";
  two_hosts[1].host = "http://10.0.0.2";
  EXPECT_EQ(socket_shortage({two_hosts, 56'464, ""}, slaves), std::nullopt);
  EXPECT_NE(socket_shortage({two_hosts, 56'464, "http://10.0.0.1"}, slaves), std::nullopt);
}

TEST(SocketNeedTest, SaysNothingOfWhatIsNotKnown) {
  const std::vector<TestClass> classes{user_class("A", 1)};
  EXPECT_EQ(socket_shortage({classes, 1'000'000, "http://10.0.0.1"}, {{"h_1", 0, 0}}),
            std::nullopt);
  EXPECT_EQ(socket_shortage({classes, 1'000'000, "http://10.0.0.1"}, {}), std::nullopt);
  EXPECT_EQ(socket_shortage({{user_class("A", 0)}, 1'000'000, "http://10.0.0.1"}, kTwoSlaves),
            std::nullopt);
  // The known one decides, as it gets its even share.
  EXPECT_NE(socket_shortage({classes, 300, ""}, {{"h_1", 100, 0}, {"h_2", 0, 0}}), std::nullopt);
}

}  // namespace
}  // namespace acrida
