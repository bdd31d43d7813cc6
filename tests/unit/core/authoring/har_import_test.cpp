// Tests of recordings: grouping, names, what is left out, and files that are none.
#include "core/authoring/har_import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string entry(const std::string& time, const std::string& url,
                  const std::string& more_of_request = "") {
  return R"({"startedDateTime":"2026-11-20T09:30:)" + time + R"(Z","time":100,"request":{)" +
         R"("method":"GET","url":")" + url + "\"" + more_of_request +
         R"(},"response":{"status":200,"content":{"mimeType":"text/html"}}})";
}

std::string har(const std::string& entries) {
  return R"({"log":{"entries":[)" + entries + "]}}";
}

TEST(RowName, HasPlaceholdersForWhatIsParticular) {
  EXPECT_EQ(row_name_of("/"), "/");
  EXPECT_EQ(row_name_of("/items"), "/items");
  EXPECT_EQ(row_name_of("/items/17/photos"), "/items/{id}/photos");
  EXPECT_EQ(row_name_of("/u/123e4567-e89b-12d3-a456-426614174000/"), "/u/{id}/");
  EXPECT_EQ(row_name_of("/v2/item?id=7&flag"), "/v2/item?id={id}&flag");
  EXPECT_EQ(row_name_of("/a?q=" + std::string(500, 'x')), "/a?q={q}");
  EXPECT_EQ(row_name_of("/a?" + std::string(500, 'x') + "=1"), "/a");
}

TEST(Har, AGapBeginsANewTaskAndAPauseIsAThinkTime) {
  const auto test = import_har(
      har(entry("00.000", "http://a.test:81/one") + "," + entry("00.600", "http://a.test:81/two") +
          "," + entry("09.000", "http://a.test:81/three?id=3#x")),
      "x.har", {});
  ASSERT_TRUE(test) << test.error().what;
  EXPECT_EQ(test->host, "http://a.test:81");
  ASSERT_EQ(test->tasks.size(), 2u);
  EXPECT_EQ(test->tasks[0].requests.at(1).think_time, 500ms);
  EXPECT_EQ(test->tasks[1].think_time, 8300ms);
  EXPECT_EQ(test->tasks[1].requests.at(0).path, "/three?id=3");
  EXPECT_EQ(test->tasks[1].requests.at(0).name, "/three?id={id}");
}

TEST(Har, SecretsAndHeadersOfTheBrowserAreNotWrittenDown) {
  const auto test = import_har(
      har(entry("00.000", "http://a.test/",
                R"(,"headers":[{"name":"Authorization","value":"Bearer S3CRET"},)"
                R"({"name":"cookie","value":"S3CRET"},{"name":"X-Api-Key","value":"S3CRET"},)"
                R"({"name":"X-Shop","value":"1"},{"name":"User-Agent","value":"Fox"},)"
                R"({"name":"bad name","value":"1"},{"name":"X-B","value":"1\r\nX-C: 2"}])")),
      "x.har", {});
  ASSERT_TRUE(test);
  EXPECT_THAT(test->tasks.at(0).requests.at(0).headers,
              ElementsAre(std::pair<std::string, std::string>("X-Shop", "1")));
  const std::string source = source_of(*test).value();
  EXPECT_THAT(source, Not(HasSubstr("S3CRET")));
  EXPECT_THAT(source, HasSubstr("std::getenv(\"ACRIDA_AUTHORIZATION\")"));
  EXPECT_THAT(source, HasSubstr("client.set_header(\"X-Api-Key\", value)"));
}

TEST(Har, StaticResourcesAreKeptWhenAskedFor) {
  const std::string text =
      har(entry("00.000", "http://a.test/") + "," + entry("00.200", "http://a.test/a.css") + "," +
          entry("00.300", "http://b.test/") + "," + entry("00.400", "data:text/plain,x"));
  EXPECT_EQ(import_har(text, "x", {})->tasks.at(0).requests.size(), 1u);
  EXPECT_EQ(import_har(text, "x", {.static_resources = true})->tasks.at(0).requests.size(), 2u);
}

TEST(Har, ThatIsNoneIsAnErrorOfOneLine) {
  for (const char* text : {"", "x", "[]", "{}", R"({"log":1})", R"({"log":{"entries":{}}})"}) {
    const auto test = import_har(text, "x", {});
    ASSERT_FALSE(test) << text;
    EXPECT_THAT(test.error().what, Not(HasSubstr("\n")));
  }
  EXPECT_FALSE(import_har(std::string(100'000, '['), "x", {}));
  const auto odd = import_har(har(R"(1,null,{},{"request":1},{"request":{"url":7}},)"
                                  R"({"request":{"url":"http://a/","method":"G E T"}})"),
                              "x", {});
  ASSERT_TRUE(odd);
  EXPECT_THAT(source_of(*odd).error().what, HasSubstr("no request"));
}

TEST(Har, WithTooManyRequestsIsAnErrorOfOneLine) {
  std::string entries = entry("00.000", "http://a.test/");
  for (int i = 0; i < 2000; ++i)
    entries += "," + entry("00.000", "http://a.test/" + std::to_string(i));
  EXPECT_THAT(source_of(*import_har(har(entries), "x", {})).error().what,
              HasSubstr("it has 2001 requests"));
}

}  // namespace
}  // namespace acrida
