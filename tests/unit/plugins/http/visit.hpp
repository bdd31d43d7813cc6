// Visit: HTTP users that run a test's script on a shard.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <acrida/http_user.hpp>

#include "tests/support/visit.hpp"

namespace acrida::tests {

/// The user that runs the script.
struct Visitor : HttpUser {
  std::vector<Response> kept;  // until the user ends
};

///   const ShardReport report = visit(nginx.url(), [](Visitor& user) -> task<> {
///     const Response reply = co_await user.client.get("/item");
///     EXPECT_EQ(reply.status, 200);
///   });
using Visit = VisitBy<Visitor>;

inline ShardReport visit(std::string host, Visit::Script script, std::size_t users = 1,
                         std::size_t shards = 1) {
  return visit_by<Visitor>(std::move(host), std::move(script), users, shards);
}

}  // namespace acrida::tests
