// Response: counted once, as the user says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/nginx.hpp"
#include "visit.hpp"

namespace acrida::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

template <class Visitor>
class HttpResponses : public testing::Test {};
TYPED_TEST_SUITE(HttpResponses, HttpEngines, EngineName);

TYPED_TEST(HttpResponses, TellWhatTheServerSaid) {
  const Nginx nginx;
  visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    const Response reply = co_await user.client.get("/item");
    EXPECT_TRUE(reply.ok());
    EXPECT_THAT(reply.error, IsEmpty());
    EXPECT_GT(reply.response_time.count(), 0);
    EXPECT_EQ(reply.json().at("id").as_int64(), 7);
    EXPECT_EQ(reply.header("content-TYPE"), "application/json");
    EXPECT_EQ(reply.header("Content"), "") << "no prefixes";
    EXPECT_EQ(reply.header(""), "");
    const Response missing = co_await user.client.get("/missing");
    EXPECT_FALSE(missing.ok());
    EXPECT_TRUE(missing.json().is_null()) << "HTML";
  });
}

TYPED_TEST(HttpResponses, FailByStatusOrByTheUser) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    co_await user.client.get("/missing");
    co_await user.client.get("/status-503");
    Response passed = co_await user.client.get("/missing", {.name = "passed"});
    passed.pass();
    Response failed = co_await user.client.get("/item", {.name = "failed"});
    failed.fail("not what I wanted");
    Response undecided = co_await user.client.get("/item", {.name = "undecided"});
    undecided.fail("no");
    undecided.pass();
    undecided.fail(undecided.body);
  });
  EXPECT_EQ(row(report, "GET", "/missing").failures, 1U);
  EXPECT_EQ(row(report, "GET", "/status-503").failures, 1U);
  EXPECT_EQ(row(report, "GET", "passed").failures, 0U);
  EXPECT_EQ(row(report, "GET", "failed").failures, 1U);
  EXPECT_EQ(row(report, "GET", "undecided").failures, 1U);
  EXPECT_EQ(counted(report), 5U);
  EXPECT_THAT(errors(report), UnorderedElementsAre("HTTP 404", "HTTP 503", "not what I wanted",
                                                   R"({"id":7,"name":"item 7"})"));
}

TYPED_TEST(HttpResponses, AreCountedOnceHoweverMoved) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    Response first = co_await user.client.get("/item", {.name = "moved"});
    Response second(std::move(first));
    Response third;
    third = std::move(second);
    third.fail("kept through the moves");
    third = co_await user.client.get("/item", {.name = "assigned"});  // counts the one before
    third.count();
    third.count();
    third.fail("too late");
    EXPECT_EQ(third.status, 200) << "still there when counted";
    Response& self = third;
    third = std::move(self);
    std::vector<Response> many;
    for (int i = 0; i < 20; ++i) many.push_back(co_await user.client.get("/item"));
    co_await user.client.get("/item", {.name = "discarded"});
  });
  EXPECT_EQ(row(report, "GET", "moved").requests, 1U);
  EXPECT_EQ(row(report, "GET", "assigned").requests, 1U);
  EXPECT_EQ(row(report, "GET", "discarded").requests, 1U);
  EXPECT_EQ(row(report, "GET", "/item").requests, 20U);
  EXPECT_THAT(errors(report), ElementsAre("kept through the moves"));
  EXPECT_EQ(counted(report), 23U);
}

TYPED_TEST(HttpResponses, MayBeKeptUntilTheUserEnds) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(
      nginx.url(),
      [](TypeParam& user) -> task<> {
        for (int i = 0; i < 3; ++i) user.kept.push_back(co_await user.client.get("/item"));
      },
      4);
  EXPECT_EQ(row(report, "GET", "/item").requests, 12U);
}

TYPED_TEST(HttpResponses, AreCountedWhenTheTaskThrows) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    const Response reply = co_await user.client.get("/item");
    throw std::runtime_error("the user's own");
  });
  EXPECT_EQ(row(report, "GET", "/item").requests, 1U);
  ASSERT_EQ(report.exceptions.size(), 1U);
  EXPECT_EQ(report.exceptions[0].message, "std::runtime_error: the user's own");
}

TYPED_TEST(HttpResponses, AgreeWithTheServersCount) {
  const Nginx nginx;
  constexpr std::uint64_t kRequests = 500;
  const auto report = visit_by<TypeParam>(
      nginx.url(),
      [](TypeParam& user) -> task<> {
        for (std::uint64_t i = 0; i < kRequests; ++i) {
          const std::string path = i % 2 == 0 ? "/items" : "/missing";
          const Response reply = co_await user.client.get(path);
          EXPECT_EQ(reply.status, i % 2 == 0 ? 200 : 404);
        }
      },
      2);
  const auto log = nginx.access_log();
  const RequestCounters items = row(report, "GET", "/items");
  const RequestCounters missing = row(report, "GET", "/missing");
  EXPECT_EQ(items.requests, kRequests);
  EXPECT_EQ(missing.requests, kRequests);
  EXPECT_EQ(missing.failures, kRequests);
  EXPECT_EQ(log.at("GET /items").requests, items.requests);
  EXPECT_EQ(log.at("GET /items").body_bytes, items.content_length_bytes);
  EXPECT_EQ(log.at("GET /missing").body_bytes, missing.content_length_bytes);
  EXPECT_EQ(nginx.connections(), 2U);
}

}  // namespace
}  // namespace acrida::tests
