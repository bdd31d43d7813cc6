// HttpClient over HTTP/2: streams are requests, connections are as many as was said.
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/nginx.hpp"
#include "visit.hpp"

namespace acrida::tests {
namespace {

using namespace boost::asio::experimental::awaitable_operators;

TEST(Http2, IsAgreedUponWithTheServer) {
  const Nginx nginx;
  for (const bool asks : {false, true}) {
    const auto report = visit_by<HttpUser>(nginx.tls_url(), [asks](HttpUser& user) -> task<> {
      user.client.verify_tls = false;
      user.client.http2 = asks;
      for (int i = 0; i < 3; ++i) {
        const Response reply = co_await user.client.get("/item");
        EXPECT_EQ(reply.header("X-Protocol"), asks ? "HTTP/2.0" : "HTTP/1.1") << reply.error;
        EXPECT_EQ(reply.json().at("id").as_int64(), 7);
      }
    });
    EXPECT_EQ(row(report, "GET", "/item").requests, 3U);
    EXPECT_EQ(row(report, "GET", "/item").failures, 0U);
  }
}

TEST(Http2, FallsBackToWhatTheServerSpeaks) {
  const Nginx nginx;
  visit_by<HttpUser>(nginx.url(), [](HttpUser& user) -> task<> {
    user.client.http2 = true;  // without TLS there is nothing to agree on
    const Response reply = co_await user.client.get("/item");
    EXPECT_EQ(reply.status, 200) << reply.error;
  });
}

TEST(Http2, MakesStreamsOfRequestsAtOnce) {
  const Nginx nginx;
  const auto report = visit_by<HttpUser>(
      nginx.tls_url(),
      [](HttpUser& user) -> task<> {
        user.client.verify_tls = false;
        user.client.http2 = true;
        for (int i = 0; i < 25; ++i) {
          auto [a, b, c] = co_await (user.client.get("/item") && user.client.get("/item") &&
                                     user.client.get("/item"));
          EXPECT_EQ(a.status + b.status + c.status, 600);
        }
      },
      4);
  EXPECT_EQ(row(report, "GET", "/item").requests, 300U);
  EXPECT_EQ(row(report, "GET", "/item").failures, 0U);
  EXPECT_EQ(nginx.access_log().at("GET /item").requests, 300U) << "each stream is a request";
  EXPECT_EQ(nginx.connections(), 4U) << "each user has one connection";
}

TEST(Http2, SharesConnectionsWhenItIsAskedTo) {
  const Nginx nginx;
  const auto report = visit_by<HttpUser>(
      nginx.tls_url(),
      [](HttpUser& user) -> task<> {
        user.client.verify_tls = false;
        user.client.http2 = true;
        user.client.share_connections = true;
        for (int i = 0; i < 10; ++i) {
          const Response reply = co_await user.client.get("/item");
          EXPECT_EQ(reply.status, 200) << reply.error;
        }
      },
      30, 2);
  EXPECT_EQ(row(report, "GET", "/item").requests, 600U);
  EXPECT_EQ(nginx.access_log().at("GET /item").requests, 600U);
  EXPECT_EQ(nginx.connections(), 2U) << "one for each shard";
}

}  // namespace
}  // namespace acrida::tests
