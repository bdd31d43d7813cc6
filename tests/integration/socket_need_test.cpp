// Sockets: plans that need more than a slave may open, and one that needs all it may.
#include <gmock/gmock.h>

#include "tests/support/fleet.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using testing::HasSubstr;

/// A slave of one shard with 120 descriptors, of which its users may have 75.
FleetSettings small_slave(const Nginx& nginx, const std::string& users) {
  return {.test = source_path("tests/integration/users/mixed.cpp"),
          .host = nginx.url(),
          .slaves = 1,
          .arguments = {"-u", users, "-r", "100", "-t", "3s"},
          .slave_arguments = {"--shards", "1"},
          .slave_prefix = {"sh", "-c", "ulimit -n 120 && exec \"$@\"", "sh"}};
}

TEST(SocketNeed, APlanBeyondTheDescriptorsIsRefused) {
  const Nginx nginx;
  Fleet fleet(small_slave(nginx, "500"));
  EXPECT_EQ(fleet.wait(), 2) << fleet.output();
  EXPECT_THAT(
      fleet.master().err(),
      HasSubstr("cannot start: 500 users of Reader, Writer, Admin need 500 connections, 500 "
                "on each of 1 slaves; slave "));
  EXPECT_THAT(fleet.master().err(),
              HasSubstr(" has 75 descriptors free: start 6 more slaves or raise `ulimit -Hn`"));
  EXPECT_EQ(nginx.connections(), 0u);
}

TEST(SocketNeed, APlanThatTakesAllDescriptorsRuns) {
  const Nginx nginx;
  Fleet fleet(small_slave(nginx, "75"));
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  EXPECT_EQ(fleet.results().at("GET /items").failures, 0u);
  EXPECT_EQ(nginx.connections(), 75u);
}

}  // namespace
}  // namespace acrida::tests
