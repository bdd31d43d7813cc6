// Tests of API descriptions: values, references, hostile ones.
#include "core/authoring/openapi_import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string with_paths(const std::string& paths, const std::string& more = "") {
  return R"({"openapi":"3.1.0","servers":[{"url":"http://a.test/v1/"}],"paths":{)" + paths + "}" +
         more + "}";
}

TEST(OpenApi, JsonAndYamlAreTheSame) {
  const auto json = import_openapi(
      with_paths(R"("/pets/{id}":{"get":{"operationId":"getPet","parameters":[{"name":"id",)"
                 R"("in":"path","schema":{"type":"integer","example":7}}],)"
                 R"("responses":{"404":{},"200":{}}}})"),
      "x");
  const auto yaml = import_openapi(
      "openapi: 3.1.0\nservers: [{url: http://a.test/v1/}]\npaths:\n  /pets/{id}:\n    get:\n"
      "      operationId: getPet\n      parameters:\n      - {name: id, in: path, schema: {type: "
      "integer, example: 7}}\n      responses: {404: {}, 200: {}}\n",
      "x");
  ASSERT_TRUE(json) << json.error().what;
  ASSERT_TRUE(yaml) << yaml.error().what;
  EXPECT_EQ(source_of(*json).value(), source_of(*yaml).value());
  const ImportedRequest& request = json->tasks.at(0).requests.at(0);
  EXPECT_EQ(request.path, "/v1/pets/7");
  EXPECT_EQ(request.name, "/v1/pets/{id}");
  EXPECT_EQ(request.expected_status, 200);
  EXPECT_EQ(json->host, "http://a.test");
}

TEST(OpenApi, ASchemaThatContainsItselfManyTimesEnds) {
  std::string members;
  for (int i = 0; i < 60; ++i)
    members += (i ? "," : "") + std::string("\"m") + std::to_string(i) +
               R"(":{"$ref":"#/components/schemas/A"})";
  const auto test = import_openapi(
      with_paths(
          R"("/a":{"post":{"requestBody":{"content":{"application/json":{"schema":)"
          R"({"$ref":"#/components/schemas/A"}}}}},"put":{"requestBody":{"$ref":"#/x"}}})",
          R"(,"x":{"$ref":"#/x"},"components":{"schemas":{"A":{"properties":{)" + members + "}}}}"),
      "x");
  ASSERT_TRUE(test) << test.error().what;
  EXPECT_LT(source_of(*test)->size(), 100'000u);
}

TEST(OpenApi, HostileTextStaysText) {
  const auto test = import_openapi(
      with_paths(R"("/a\"); system(\"x\nint b; \\":{"get":{"operationId":"x\n}; int evil;",)"
                 R"("summary":"a \\\n int evil;","parameters":[{"name":"a\r\nb","in":"header",)"
                 R"("required":true},{"name":"q\"","in":"query","required":true,)"
                 R"("example":"\u0000\"+system(1)+\""}]}})"),
      "x\nint evil;");
  const std::string source = source_of(test.value()).value();
  EXPECT_THAT(source, HasSubstr(R"("/v1/a\"); system(\"x\nint b; \\?q%22=%00%22%2Bsystem%281%29)"));
  EXPECT_THAT(source, Not(HasSubstr("\nint evil")));
  EXPECT_THAT(source, Not(HasSubstr("\n int evil")));
}

TEST(OpenApi, ThatIsNoneIsAnErrorOfOneLine) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 8; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  for (const std::string& text :
       {std::string(), std::string("x"), std::string("[]"), std::string("{"),
        std::string("a: [\nb: }"), std::string(R"({"swagger":"2.0"})"), std::string("openapi: 2"),
        std::string(100'000, '['), std::string(50'000, '-'), bomb, std::string("a: &a [*a]")}) {
    const auto test = import_openapi(text, "x");
    ASSERT_FALSE(test) << text.substr(0, 100);
    EXPECT_THAT(test.error().what, Not(HasSubstr("\n")));
  }
}

}  // namespace
}  // namespace acrida
