// Visit: HTTP users of both engines that run a test's script on a shard.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <acrida/fast_http_user.hpp>
#include <acrida/http_user.hpp>

#include "tests/support/visit.hpp"

namespace acrida::tests {

/// The user that runs the script.
template <class Base>
struct VisitorOf : Base {
  std::vector<Response> kept;  // until the user ends
};

/// A test of a suite with these types is run with each engine; TypeParam is the user:
///
///   TYPED_TEST(HttpRequests, AreAnswered) {
///     const ShardReport report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
///       const Response reply = co_await user.client.get("/item");
///       EXPECT_EQ(reply.status, 200);
///     });
///   }
using HttpEngines = testing::Types<VisitorOf<HttpUser>, VisitorOf<FastHttpUser>>;

struct EngineName {
  template <class Visitor>
  static std::string GetName(int) {
    return std::is_base_of_v<HttpUser, Visitor> ? "HttpClient" : "FastHttpClient";
  }
};

}  // namespace acrida::tests
