// Tests of the target's answers.
#include "examples/target/target_answer.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TargetAnswer get(std::string_view target) {
  return answer({"GET", target, "", ""});
}
TargetAnswer post(std::string_view target, std::string_view type, std::string_view body) {
  return answer({"POST", target, type, body});
}

TEST(TargetAnswer, RootAndItems) {
  EXPECT_EQ(get("/").status, 200U);
  EXPECT_EQ(answer({"HEAD", "/", "", ""}).status, 200U);
  const TargetAnswer items = get("/items?page=2");
  EXPECT_EQ(items.status, 200U);
  EXPECT_EQ(items.content_type, "application/json");
  EXPECT_EQ(boost::json::parse(items.body).at("items").as_array().size(), 20U);
}

TEST(TargetAnswer, Item) {
  EXPECT_EQ(boost::json::parse(get("/item?id=7").body).at("id").as_int64(), 7);
  EXPECT_EQ(get("/item?id=1000").status, 200U);
  for (const char* missing : {"/item?id=0", "/item?id=1001", "/item?id=-5"}) {
    EXPECT_EQ(get(missing).status, 404U) << missing;
  }
  for (const char* bad : {"/item", "/item?id", "/item?id=x", "/item?id=7x", "/item?other=7",
                          "/item?id=99999999999999999999"}) {
    EXPECT_EQ(get(bad).status, 400U) << bad;
  }
}

TEST(TargetAnswer, SlowWaitsAsLongAsAsked) {
  EXPECT_EQ(get("/slow?ms=250").delay, std::chrono::milliseconds(250));
  EXPECT_EQ(get("/slow?ms=60000").status, 200U);
  EXPECT_EQ(get("/slow?ms=60001").status, 400U);
  EXPECT_EQ(get("/slow?ms=-1").status, 400U);
  EXPECT_EQ(get("/slow").status, 400U);
}

TEST(TargetAnswer, StatusIsWhatWasAsked) {
  for (const char* code : {"200", "404", "503", "599"}) {
    EXPECT_EQ(std::to_string(get("/status/" + std::string(code)).status), code);
  }
  EXPECT_EQ(get("/status/302").extra_header, "Location: /\r\n");
  EXPECT_EQ(get("/status/204").body, "");
  for (const char* bad : {"/status/", "/status/100", "/status/600", "/status/abc"}) {
    EXPECT_EQ(get(bad).status, 400U) << bad;
  }
}

TEST(TargetAnswer, EchoReturnsTypeAndBody) {
  const TargetAnswer echo = post("/echo", "text/x-test", "hello");
  EXPECT_EQ(echo.status, 200U);
  EXPECT_EQ(echo.content_type, "text/x-test");
  EXPECT_EQ(echo.body, "hello");
  EXPECT_EQ(get("/echo").status, 405U);
}

TEST(TargetAnswer, LoginTakesJsonAndForms) {
  const TargetAnswer json = post("/login", "application/json", R"({"user": "ann"})");
  EXPECT_EQ(json.status, 200U);
  EXPECT_THAT(json.extra_header, StartsWith("Set-Cookie: session="));
  EXPECT_EQ(boost::json::parse(json.body).at("user").as_string(), "ann");
  const TargetAnswer form = post("/login", "application/x-www-form-urlencoded", "a=1&user=ann");
  EXPECT_EQ(form.extra_header, json.extra_header);
  EXPECT_EQ(post("/login", "application/json", R"({"user": 12})").status, 200U);
  for (const char* bad : {"", "{", "[]", "{}", R"({"user": null})", R"({"user": ""})"}) {
    EXPECT_EQ(post("/login", "application/json", bad).status, 400U) << bad;
  }
  EXPECT_EQ(post("/login", "", "nobody=1").status, 400U);
  EXPECT_EQ(post("/login", "", std::string_view("\0\xff %%", 6)).status, 400U);
}

TEST(TargetAnswer, OtherPathsAndMethods) {
  EXPECT_EQ(get("/nothing").status, 404U);
  EXPECT_EQ(get("*").status, 400U);
  EXPECT_EQ(post("/items", "", "").status, 405U);
  EXPECT_THAT(post("/items", "", "").extra_header, HasSubstr("GET, HEAD"));
}

}  // namespace
}  // namespace acrida
