// HttpClient and FastHttpClient: connections and cookies are the user's own.
#include <map>
#include <set>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "raw_server.hpp"
#include "tests/support/nginx.hpp"
#include "visit.hpp"

namespace acrida::tests {
namespace {

using namespace boost::asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

constexpr char kAnswer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

template <class Visitor>
class HttpConnections : public testing::Test {};
TYPED_TEST_SUITE(HttpConnections, HttpEngines, EngineName);

template <class Visitor>
class HttpCookies : public testing::Test {};
TYPED_TEST_SUITE(HttpCookies, HttpEngines, EngineName);

TYPED_TEST(HttpConnections, AreKeptByEachUserForItself) {
  const Nginx nginx;
  std::map<std::uint64_t, std::set<std::string>> connections;  // by user, on the shard's thread
  visit_by<TypeParam>(
      nginx.url(),
      [&](TypeParam& user) -> task<> {
        for (int i = 0; i < 20; ++i) {
          const Response reply = co_await user.client.get("/described");
          connections[user.id()].emplace(reply.header("X-Connection"));
          co_await sleep(1ms);
        }
      },
      10);
  std::set<std::string> all;
  EXPECT_EQ(connections.size(), 10U);
  for (const auto& [id, own] : connections) {
    EXPECT_EQ(own.size(), 1U) << "user " << id;
    all.insert(own.begin(), own.end());
  }
  EXPECT_EQ(all.size(), 10U);
}

TYPED_TEST(HttpConnections, ServeTwoRequestsAtOnce) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    for (int i = 0; i < 50; ++i) {
      const std::string id = std::to_string(i) + std::string(50, '0');
      auto [item, items] = co_await (user.client.get("/item?id=" + id, {.name = "/item"}) &&
                                     user.client.get("/items"));
      EXPECT_EQ(item.body.size(), 24U);
      EXPECT_EQ(items.status, 200);
    }
  });
  EXPECT_EQ(row(report, "GET", "/item").requests, 50U);
  EXPECT_EQ(row(report, "GET", "/items").requests, 50U);
  EXPECT_EQ(counted(report), 100U);
  EXPECT_EQ(nginx.access_log().at("GET /item").requests, 50U);
  EXPECT_EQ(nginx.connections(), 2U);
}

TYPED_TEST(HttpConnections, OfARaceAreClosedForTheLoser) {
  RawServer silent({});
  RawServer server({.answer = kAnswer});
  const auto report = visit_by<TypeParam>(server.url(), [&](TypeParam& user) -> task<> {
    const std::string other = silent.url() + "/late";
    auto winner = co_await (user.client.get("/fast") || user.client.get(other, {.name = "/late"}));
    EXPECT_EQ(winner.index(), 0U);
    EXPECT_TRUE(silent.wait_for_open_connections(0)) << "at once, not when the user ends";
  });
  EXPECT_EQ(row(report, "GET", "/fast").requests, 1U);
  EXPECT_EQ(row(report, "GET", "/late").unknown, 1U);
  EXPECT_EQ(counted(report), 2U);
}

TYPED_TEST(HttpConnections, WorkOnSeveralShards) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(
      nginx.url(),
      [&](TypeParam& user) -> task<> {
        for (int i = 0; i < 50; ++i) {
          auto [first, second] =
              co_await (user.client.get("/items") && user.client.get("/login?user=x"));
          EXPECT_EQ(first.status + second.status, 400);
        }
        user.client.verify_tls = false;
        const Response secure = co_await user.client.get(nginx.tls_url() + "/item");
        EXPECT_EQ(secure.status, 200);
      },
      3, 4);
  EXPECT_EQ(counted(report), 12U * 101);
  EXPECT_EQ(nginx.access_log().at("GET /items").requests, 12U * 50);
  EXPECT_EQ(nginx.connections(), 12U * 3);
}

// The first answer cancels the second request, whose answer is there already.
TYPED_TEST(HttpConnections, MayBeCancelledWhenTheirAnswerIsThere) {
  RawServer server({.answer = kAnswer, .hold = true});
  const auto report = visit_by<TypeParam>(server.url(), [&](TypeParam& user) -> task<> {
    const auto hold_up_the_loop = [](RawServer& both) -> task<> {
      co_await sleep(50ms);
      EXPECT_TRUE(both.wait_for_requests(2));
      both.release();
      std::this_thread::sleep_for(100ms);
      co_await sleep(1h);
    };
    co_await (user.client.get("/a") || user.client.get("/b") || hold_up_the_loop(server));
  });
  EXPECT_EQ(counted(report), 2U);
}

TYPED_TEST(HttpConnections, EndWithTheirUser) {
  RawServer server({.answer = kAnswer});
  VisitBy<TypeParam> running(
      server.url(), [](TypeParam& user) -> task<> { co_await user.client.get("/"); }, 5);
  running.wait();
  EXPECT_TRUE(server.wait_for_open_connections(5));
  running.stop();  // the shard goes on
  EXPECT_TRUE(server.wait_for_open_connections(0));
  EXPECT_EQ(server.accepted(), 5U);
}

TYPED_TEST(HttpConnections, InFlightEndAtTheStopAndAreCountedAsUnknown) {
  RawServer server({});
  VisitBy<TypeParam> running(
      server.url(), [](TypeParam& user) -> task<> { co_await user.client.get("/never"); }, 20);
  EXPECT_TRUE(server.wait_for_requests(20));
  const auto report = running.stop();
  EXPECT_EQ(row(report, "GET", "/never").unknown, 20U);
  EXPECT_EQ(row(report, "GET", "/never").requests, 0U);
  EXPECT_TRUE(report.exceptions.empty());
  EXPECT_EQ(report.abandoned_users, 0U);
  EXPECT_TRUE(server.wait_for_open_connections(0));
}

TYPED_TEST(HttpConnections, InFlightMayEndWithTheShard) {
  RawServer server({});
  {
    const VisitBy<TypeParam> running(
        server.url(),
        [](TypeParam& user) -> task<> { co_await (user.client.get("/never") && sleep(1h)); }, 5);
    EXPECT_TRUE(server.wait_for_requests(5));
  }
  EXPECT_TRUE(server.wait_for_open_connections(0));
}

TYPED_TEST(HttpConnections, AreOpenedAgainWhenTheServerClosedThem) {
  const Nginx nginx;
  RawServer closing({.answer = kAnswer, .close = true});
  const auto report = visit_by<TypeParam>(nginx.url(), [&](TypeParam& user) -> task<> {
    for (int i = 0; i < 5; ++i) {
      const Response announced = co_await user.client.get("/closing");
      EXPECT_EQ(announced.status, 200);
      const Response silent = co_await user.client.get(closing.url(), {.name = "silent"});
      EXPECT_EQ(silent.status, 200) << silent.error;
      if (i % 2 == 0) co_await sleep(20ms);  // the loop sees it end while it is idle
    }
  });
  EXPECT_EQ(row(report, "GET", "silent").requests, 5U);
  EXPECT_EQ(row(report, "GET", "silent").failures, 0U);
  EXPECT_EQ(closing.accepted(), 5U);
  EXPECT_TRUE(closing.wait_for_open_connections(0));
}

TYPED_TEST(HttpCookies, AreKeptByEachUserForItself) {
  const Nginx nginx;
  visit_by<TypeParam>(
      nginx.url(),
      [](TypeParam& user) -> task<> {
        const std::string name = "u" + std::to_string(user.id());
        const Response before = co_await user.client.get("/described");
        EXPECT_EQ(before.header("X-Cookie"), "");
        co_await user.client.get("/login?user=" + name, {.name = "/login"});
        for (int i = 0; i < 3; ++i) {
          auto [one, two] =
              co_await (user.client.get("/described") && user.client.get("/described"));
          EXPECT_EQ(one.header("X-Cookie"), "session=" + name);
          EXPECT_EQ(two.header("X-Cookie"), "session=" + name) << "also of requests at once";
        }
      },
      5);
}

TYPED_TEST(HttpCookies, DoNotGoToOtherHosts) {
  const Nginx nginx;
  const auto port = nginx.url().substr(nginx.url().rfind(':'));
  visit_by<TypeParam>(nginx.url(), [&](TypeParam& user) -> task<> {
    co_await user.client.get("/login?user=ada");
    const Response other = co_await user.client.get("http://localhost" + port + "/described");
    EXPECT_EQ(other.status, 200);
    EXPECT_EQ(other.header("X-Cookie"), "");
  });
}

}  // namespace
}  // namespace acrida::tests
