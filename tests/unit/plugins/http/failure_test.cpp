// HttpClient and FastHttpClient: what goes wrong is data.
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "raw_server.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"
#include "visit.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The one error of a visit that makes one request, named "x".
std::string only_error(const ShardReport& report) {
  EXPECT_EQ(row(report, "GET", "x").requests, 1U);
  EXPECT_EQ(row(report, "GET", "x").failures, 1U);
  EXPECT_THAT(report.exceptions, IsEmpty());
  const auto messages = errors(report);
  return messages.size() == 1 ? messages[0] : std::to_string(messages.size()) + " errors";
}

template <class Visitor>
task<> fail_once(Visitor& user) {
  const Response reply = co_await user.client.get("/item", {.name = "x"});
  EXPECT_EQ(reply.status, 0);
  EXPECT_FALSE(reply.ok());
  EXPECT_FALSE(reply.error.empty());
}

template <class Visitor>
class HttpFailures : public testing::Test {};
TYPED_TEST_SUITE(HttpFailures, HttpEngines, EngineName);

template <class Visitor>
class HttpTls : public testing::Test {};
TYPED_TEST_SUITE(HttpTls, HttpEngines, EngineName);

TYPED_TEST(HttpFailures, RefusedConnection) {
  const auto report =
      visit_by<TypeParam>("127.0.0.1:" + std::to_string(free_port()), &fail_once<TypeParam>);
  EXPECT_THAT(only_error(report), HasSubstr("Connection refused"));
}

TYPED_TEST(HttpFailures, UnknownHosts) {
  const auto report =
      visit_by<TypeParam>("http://no-such-host.invalid", [](TypeParam& user) -> task<> {
        for (int i = 0; i < 5; ++i) {
          const std::string url = "http://host-" + std::to_string(i) + ".invalid/";
          const Response reply = co_await user.client.get(url, {.name = "x"});
          EXPECT_EQ(reply.status, 0);
        }
      });
  EXPECT_EQ(row(report, "GET", "x").failures, 5U);
  EXPECT_THAT(errors(report), ElementsAre(HasSubstr("resolve host name")));
}

TYPED_TEST(HttpFailures, WrongUrls) {
  const auto report = visit_by<TypeParam>("http://127.0.0.1:1", [](TypeParam& user) -> task<> {
    for (const char* path : {"/a b", "http://127.0.0.1:99999/", "http://", "https://[/", "/\n"}) {
      const Response reply = co_await user.client.get(path, {.name = "x"});
      EXPECT_EQ(reply.status, 0) << path;
      EXPECT_FALSE(reply.error.empty()) << path;
    }
  });
  EXPECT_EQ(row(report, "GET", "x").failures, 5U);
}

TYPED_TEST(HttpFailures, Timeouts) {
  const Nginx nginx;
  RawServer silent({});
  const auto report = visit_by<TypeParam>(silent.url(), [&](TypeParam& user) -> task<> {
    const Response none = co_await user.client.get("/never", {.name = "x", .timeout = 100ms});
    EXPECT_EQ(none.status, 0);
    EXPECT_GE(none.response_time, 95ms);
    EXPECT_LT(none.response_time, 2s);
    user.client.timeout = 300ms;
    const Response half = co_await user.client.get(nginx.url() + "/slow", {.name = "x"});
    EXPECT_EQ(half.status, 0) << "the answer is not complete";
    EXPECT_LT(half.response_time, 2s);
    const Response next = co_await user.client.get(nginx.url() + "/item", {.name = "y"});
    EXPECT_EQ(next.status, 200);
  });
  EXPECT_EQ(row(report, "GET", "x").failures, 2U);
  EXPECT_EQ(row(report, "GET", "y").failures, 0U);
  EXPECT_THAT(errors(report), ElementsAre(HasSubstr("Timeout")));
}

TYPED_TEST(HttpFailures, AnswersThatBreakOff) {
  RawServer half({.answer = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", .close = true});
  EXPECT_THAT(only_error(visit_by<TypeParam>(half.url(), &fail_once<TypeParam>)),
              HasSubstr("partial"));
  RawServer chunk(
      {.answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", .close = true});
  only_error(visit_by<TypeParam>(chunk.url(), &fail_once<TypeParam>));
  RawServer nonsense({.answer = "I do not speak HTTP\r\n\r\n", .close = true});
  only_error(visit_by<TypeParam>(nonsense.url(), &fail_once<TypeParam>));
  RawServer zipped(
      {.answer = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"});
  only_error(visit_by<TypeParam>(zipped.url(), &fail_once<TypeParam>));
}

TYPED_TEST(HttpFailures, UntrustedCertificates) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.tls_url(), &fail_once<TypeParam>);
  EXPECT_THAT(only_error(report), HasSubstr("certificate"));
}

TYPED_TEST(HttpTls, TrustsTheCaFile) {
  const Nginx nginx;
  visit_by<TypeParam>(nginx.tls_url(), [&](TypeParam& user) -> task<> {
    user.client.ca_file = nginx.certificate();
    const Response trusted = co_await user.client.get("/item");
    EXPECT_EQ(trusted.status, 200) << trusted.error;
    user.client.ca_file = "/no/such/file";
    const Response none = co_await user.client.get("/item");
    EXPECT_EQ(none.status, 0);
    user.client.ca_file.clear();
    const Response system = co_await user.client.get("/item");
    EXPECT_EQ(system.status, 0);
    EXPECT_THAT(system.error, HasSubstr("peer certificate")) << "the system's authorities again";
  });
}

TYPED_TEST(HttpTls, MayBeUnverified) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(
      nginx.tls_url(),
      [](TypeParam& user) -> task<> {
        user.client.verify_tls = false;
        for (int i = 0; i < 5; ++i) {
          const Response reply = co_await user.client.get("/item");
          EXPECT_EQ(reply.status, 200) << reply.error;
        }
        user.client.verify_tls = true;
        const Response verified = co_await user.client.get("/item", {.name = "verified"});
        EXPECT_EQ(verified.status, 0) << "the unverified connection is not used";
      },
      2);
  EXPECT_EQ(row(report, "GET", "/item").failures, 0U);
  EXPECT_EQ(row(report, "GET", "verified").failures, 2U);
  EXPECT_EQ(nginx.access_log().at("GET /item").requests, 10U);
  EXPECT_EQ(nginx.connections(), 2U);
}

TYPED_TEST(HttpTls, OpensAgainWhatTheServerClosedMeanwhile) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.tls_url(), [](TypeParam& user) -> task<> {
    user.client.verify_tls = false;
    for (int i = 0; i < 2; ++i) {
      const Response reply = co_await user.client.get("/brief");
      EXPECT_EQ(reply.status, 200) << reply.error;
      co_await sleep(1500ms);
    }
  });
  EXPECT_EQ(row(report, "GET", "/brief").failures, 0U);
  EXPECT_EQ(nginx.access_log().at("GET /brief").requests, 2U);
  EXPECT_EQ(nginx.connections(), 2U);
}

TEST(HttpProxy, IsTheClientsOnly) {
  const Nginx nginx;
  RawServer proxy({.answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy"});
  const char* const names[] = {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"};
  for (const char* name : names) setenv(name, proxy.url().c_str(), 1);
  visit_by<HttpUser>(nginx.url(), [&](HttpUser& user) -> task<> {
    const Response direct = co_await user.client.get("/item");
    EXPECT_EQ(direct.body.size(), 24U);
    EXPECT_EQ(proxy.accepted(), 0U);
    user.client.proxy = proxy.url();
    const Response by_proxy = co_await user.client.get("/item");
    EXPECT_EQ(by_proxy.body, "proxy");
  });
  for (const char* name : names) unsetenv(name);
  EXPECT_THAT(proxy.requests(), HasSubstr("GET " + nginx.url() + "/item HTTP/1.1"));
}

}  // namespace
}  // namespace acrida::tests
