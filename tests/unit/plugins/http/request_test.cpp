// HttpClient and FastHttpClient: what it asks for, and under which name it is counted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "raw_server.hpp"
#include "tests/support/nginx.hpp"
#include "visit.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// "127.0.0.1:port"
std::string address_of(const Nginx& nginx) {
  return nginx.url().substr(sizeof("http://") - 1);
}

template <class Visitor>
class HttpRequests : public testing::Test {};
TYPED_TEST_SUITE(HttpRequests, HttpEngines, EngineName);

TYPED_TEST(HttpRequests, ArePathsOfTheHost) {
  const Nginx nginx;
  for (const std::string& host :
       {nginx.url(), nginx.url() + "/", address_of(nginx), address_of(nginx) + "//"}) {
    const auto report = visit_by<TypeParam>(host, [](TypeParam& user) -> task<> {
      for (const char* path : {"/item", "item"}) {
        const Response reply = co_await user.client.get(path);
        EXPECT_EQ(reply.status, 200) << user.host << " and " << path;
      }
    });
    EXPECT_EQ(counted(report), 2U) << host;
  }
  EXPECT_EQ(nginx.access_log().at("GET /item").requests, 8U);
}

TYPED_TEST(HttpRequests, JoinAPathOfTheHost) {
  const Nginx nginx;
  visit_by<TypeParam>(nginx.url() + "/shop/v1", [](TypeParam& user) -> task<> {
    co_await user.client.get("/a");
    co_await user.client.get("b");
  });
  const auto log = nginx.access_log();
  EXPECT_TRUE(log.contains("GET /shop/v1/a"));
  EXPECT_TRUE(log.contains("GET /shop/v1/b"));
}

TYPED_TEST(HttpRequests, MayBeWholeUrls) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>("http://127.0.0.1:1", [&](TypeParam& user) -> task<> {
    const Response reply = co_await user.client.get(nginx.url() + "/item");
    EXPECT_EQ(reply.status, 200);
  });
  EXPECT_EQ(row(report, "GET", nginx.url() + "/item").requests, 1U);
}

TYPED_TEST(HttpRequests, NeedAHost) {
  const Nginx nginx;
  const auto report =
      visit_by<TypeParam>("", [](TypeParam& user) -> task<> { co_await user.client.get("/item"); });
  ASSERT_EQ(report.exceptions.size(), 1U);
  EXPECT_THAT(report.exceptions[0].message, HasSubstr("no host"));
  EXPECT_EQ(counted(report), 0U);
}

TYPED_TEST(HttpRequests, FindHostsByName) {
  const Nginx nginx;
  const auto port = nginx.url().substr(nginx.url().rfind(':'));
  visit_by<TypeParam>("http://localhost" + port, [](TypeParam& user) -> task<> {
    const Response reply = co_await user.client.get("/item");
    EXPECT_EQ(reply.status, 200) << reply.error;
  });
}

TYPED_TEST(HttpRequests, AreNamedByThePathWithItsQuery) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    co_await user.client.get("/item?id=" + std::to_string(user.id()));
    for (int id = 1; id <= 3; ++id)
      co_await user.client.get("/item?id=" + std::to_string(id), {.name = "/item?id=[id]"});
  });
  EXPECT_EQ(row(report, "GET", "/item?id=1").requests, 1U);
  EXPECT_EQ(row(report, "GET", "/item?id=[id]").requests, 3U);
  EXPECT_EQ(report.delta.requests.size(), 2U);
}

TYPED_TEST(HttpRequests, HaveTheMethodsOfHttp) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    const json body{{"a", 1}};
    const Response head = co_await user.client.head("/described");
    EXPECT_EQ(head.header("x-was"), "HEAD|||");
    EXPECT_THAT(head.body, IsEmpty());
    const Response post = co_await user.client.post("/described");
    EXPECT_EQ(post.header("x-was"), "POST|||");
    const Response put = co_await user.client.put("/described", body);
    EXPECT_EQ(put.header("x-was"), R"(PUT||application/json|{"a":1})");
    const Response patch = co_await user.client.patch("/described", body);
    EXPECT_EQ(patch.header("x-was"), R"(PATCH||application/json|{"a":1})");
    const Response del = co_await user.client.del("/described");
    EXPECT_EQ(del.header("x-was"), "DELETE|||");
    const Response sent = co_await user.client.send("REPORT", "/described", "<a/>", "text/xml");
    EXPECT_EQ(sent.header("x-was"), "REPORT||text/xml|<a/>");
    const Response get = co_await user.client.get("/described");  // nothing is left of the others
    EXPECT_EQ(get.header("x-was"), "GET|||");
    EXPECT_EQ(get.body, "{}");
  });
  for (const char* method : {"HEAD", "POST", "PUT", "PATCH", "DELETE", "REPORT", "GET"})
    EXPECT_EQ(row(report, method, "/described").requests, 1U) << method;
  EXPECT_THAT(errors(report), IsEmpty());
}

TYPED_TEST(HttpRequests, SendFieldsAsFormOrQuery) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    const HttpField fields[] = {{"name", "Ada & Co"}, {"price", "7€"}, {"nul", {"\0", 1}}};
    const std::string encoded = "name=Ada%20%26%20Co&price=7%E2%82%AC&nul=%00";
    const Response post = co_await user.client.post("/described", {.form = fields});
    EXPECT_EQ(post.header("x-was"), "POST||application/x-www-form-urlencoded|" + encoded);
    const Response get = co_await user.client.get("/described", {.form = fields});
    EXPECT_EQ(get.header("x-was"), "GET|" + encoded + "||");
    const Response more = co_await user.client.get("/described?page=2", {.form = fields});
    EXPECT_EQ(more.header("x-was"), "GET|page=2&" + encoded + "||");
    const Response both = co_await user.client.post("/described", json{{"a", 1}}, {.form = fields});
    EXPECT_EQ(both.header("x-was"), "POST|" + encoded + R"(|application/json|{"a":1})");
  });
  EXPECT_EQ(row(report, "GET", "/described").requests, 1U) << "the fields are not in the name";
}

TYPED_TEST(HttpRequests, SendJson) {
  const Nginx nginx;
  visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    const json one{{"a", 1}};
    const json two{{"a", 1}, {"b", "text"}};
    const json three{{"a", 1}, {"b", 2.5}, {"c", true}};
    const json four{{"a", 1}, {"b", 2}, {"c", 3}, {"d", nullptr}};
    const json five{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}, {"e", std::vector<int>{1, 2}}};
    const json six{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}, {"e", 5}, {"f", json{{"g", "h"}}}};
    const json none;
    const json list(boost::json::array{1, "two"});
    const std::pair<const json&, const char*> cases[] = {
        {one, R"({"a":1})"},
        {two, R"({"a":1,"b":"text"})"},
        {three, R"({"a":1,"b":2.5E0,"c":true})"},
        {four, R"({"a":1,"b":2,"c":3,"d":null})"},
        {five, R"({"a":1,"b":2,"c":3,"d":4,"e":[1,2]})"},
        {six, R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":{"g":"h"}})"},
        {none, "{}"},
        {list, R"([1,"two"])"}};
    for (const auto& [body, text] : cases) {
      const Response reply = co_await user.client.post("/described", body);
      EXPECT_EQ(reply.header("X-Was"), std::string("POST||application/json|") + text);
    }
    // Written in the co_await itself, with temporaries that own memory.
    const std::string text(100, 'x');
    const Response reply = co_await user.client.post(
        "/described", json{{"a", text + "y"}, {"b", json{{"c", text}, {"d", json{{"e", 1}}}}}},
        {.name = "/" + text});
    EXPECT_EQ(reply.header("X-Was"), "POST||application/json|{\"a\":\"" + text +
                                         "y\",\"b\":{\"c\":\"" + text + "\",\"d\":{\"e\":1}}}");
  });
}

TYPED_TEST(HttpRequests, SendHeaders) {
  const Nginx nginx;
  visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    user.client.set_header("Color", "blue");
    const Response first = co_await user.client.get("/described");
    EXPECT_EQ(first.header("X-Color"), "blue");
    EXPECT_THAT(std::string(first.header("X-Agent")), HasSubstr("acrida/"));
    EXPECT_THAT(std::string(first.header("X-Encodings")), HasSubstr("gzip"));
    const HttpField green[] = {{"color", "green"}, {"User-Agent", "mine"}};
    const Response second = co_await user.client.get("/described", {.headers = green});
    EXPECT_EQ(second.header("X-Color"), "green") << "in place of the client's own";
    EXPECT_EQ(second.header("X-Agent"), "mine");
    const Response third = co_await user.client.get("/described");
    EXPECT_EQ(third.header("X-Color"), "blue");
    user.client.set_header("COLOR", "red");
    const Response fourth = co_await user.client.get("/described");
    EXPECT_EQ(fourth.header("X-Color"), "red");
    user.client.set_header("color", "");
    user.client.compression = false;
    const Response fifth = co_await user.client.get("/described");
    EXPECT_EQ(fifth.header("X-Color"), "");
    EXPECT_EQ(fifth.header("X-Encodings"), "");
    const HttpField type[] = {{"content-type", "application/ld+json"}};
    const Response sixth = co_await user.client.post("/described", json{}, {.headers = type});
    EXPECT_EQ(sixth.header("X-Was"), "POST||application/ld+json|{}");
  });
}

TYPED_TEST(HttpRequests, AuthenticateByPassword) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    const Response right =
        co_await user.client.get("/private", {.user = "alice", .password = "wonder land"});
    EXPECT_EQ(right.body, "for the staff");
    const Response wrong =
        co_await user.client.get("/private", {.user = "alice", .password = "guess"});
    EXPECT_EQ(wrong.status, 401);
    const Response none = co_await user.client.get("/private");
    EXPECT_EQ(none.status, 401) << "the password is not kept";
  });
  EXPECT_EQ(row(report, "GET", "/private").failures, 2U);
  EXPECT_THAT(errors(report), ElementsAre("HTTP 401"));
  EXPECT_EQ(nginx.access_log().at("GET /private").requests, 3U);
}

TYPED_TEST(HttpRequests, KeepTheHostsPasswordOverRedirectsOfIt) {
  const Nginx nginx;
  visit_by<TypeParam>("http://alice:wonder%20land@" + address_of(nginx),
                      [](TypeParam& user) -> task<> {
                        const Response reply = co_await user.client.get("/to-private");
                        EXPECT_EQ(reply.body, "for the staff") << reply.error << reply.status;
                      });
}

TYPED_TEST(HttpRequests, HaveNoLimitWhenItIsZero) {
  const Nginx nginx;
  visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    user.client.timeout = std::chrono::milliseconds(0);
    user.client.connect_timeout = std::chrono::milliseconds(0);
    const Response reply = co_await user.client.get("/item");
    EXPECT_EQ(reply.status, 200) << reply.error;
  });
}

TYPED_TEST(HttpRequests, HaveNoHeadersThatAreTwo) {
  RawServer server({.answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"});
  const auto report = visit_by<TypeParam>(server.url(), [](TypeParam& user) -> task<> {
    EXPECT_THROW(user.client.set_header("A", "b\r\nC: d"), std::invalid_argument);
    EXPECT_THROW(user.client.set_header("A: b\r\nC", "d"), std::invalid_argument);
    const HttpField field[] = {{"A", "b\nc"}};
    co_await user.client.get("/", {.headers = field});
  });
  ASSERT_EQ(report.exceptions.size(), 1U);
  EXPECT_THAT(report.exceptions[0].message, HasSubstr("bad header A"));
  EXPECT_EQ(server.requests(), "");
}

TYPED_TEST(HttpRequests, FollowRedirects) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    const Response once = co_await user.client.get("/moved");
    EXPECT_EQ(once.status, 200);
    EXPECT_THAT(once.body, HasSubstr("item 7"));
    EXPECT_EQ(once.header("Location"), "") << "headers of the final answer only";
    const Response twice = co_await user.client.post("/moved-twice", json{{"a", 1}});
    EXPECT_EQ(twice.status, 200);
  });
  EXPECT_EQ(counted(report), 2U) << "one request each";
  EXPECT_EQ(row(report, "GET", "/moved").content_length_bytes, 24U);
  const auto log = nginx.access_log();
  EXPECT_EQ(log.at("GET /item").requests, 2U) << "a POST is followed by GET";
  EXPECT_EQ(log.at("GET /moved").requests, 2U);
  EXPECT_EQ(log.at("POST /moved-twice").requests, 1U);
}

TYPED_TEST(HttpRequests, FollowNoRedirectsBeyondTheLimit) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    user.client.max_redirects = 3;
    const Response circle = co_await user.client.get("/circle");
    EXPECT_EQ(circle.status, 0);
    EXPECT_THAT(circle.error, HasSubstr("redirects"));
    user.client.max_redirects = 0;
    const Response answer = co_await user.client.get("/moved");
    EXPECT_EQ(answer.status, 302);
    EXPECT_TRUE(answer.ok());
    EXPECT_EQ(answer.header("location"), user.host + "/item");
  });
  EXPECT_EQ(row(report, "GET", "/circle").failures, 1U);
  EXPECT_EQ(row(report, "GET", "/moved").failures, 0U);
  EXPECT_EQ(nginx.access_log().at("GET /circle").requests, 4U);
}

TYPED_TEST(HttpRequests, DecodeWhatTheServerCompressed) {
  const Nginx nginx;
  const auto report = visit_by<TypeParam>(nginx.url(), [](TypeParam& user) -> task<> {
    const Response zipped = co_await user.client.get("/zipped");
    EXPECT_EQ(zipped.body, std::string(20'000, 'z'));
    EXPECT_EQ(zipped.header("Content-Encoding"), "gzip");
    user.client.compression = false;
    const Response plain = co_await user.client.get("/zipped", {.name = "plain"});
    EXPECT_EQ(plain.body, zipped.body);
  });
  EXPECT_GT(row(report, "GET", "/zipped").content_length_bytes, 20U);
  EXPECT_LT(row(report, "GET", "/zipped").content_length_bytes, 1000U) << "bytes as received";
  EXPECT_EQ(row(report, "GET", "plain").content_length_bytes, 20'000U);
}

}  // namespace
}  // namespace acrida::tests
