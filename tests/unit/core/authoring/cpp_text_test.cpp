// Tests of foreign text in a generated source.
#include "core/authoring/cpp_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using ::testing::MatchesRegex;

TEST(CppLiteral, IsOneLineThatNothingEnds) {
  EXPECT_EQ(cpp_literal("a\"b\\c\nd\te"), R"("a\"b\\c\nd\te")");
  EXPECT_EQ(cpp_literal(std::string_view("\0001\x7f", 3)), R"("\0001\177")");
  EXPECT_EQ(cpp_literal("\xc3\xa9"), R"("\303\251")");
  EXPECT_EQ(cpp_literal("?\?/"), R"("?\?/")");
}

TEST(CppReadableLiteral, IsRawOnlyWhenNothingEndsIt) {
  EXPECT_EQ(cpp_readable_literal(R"({"a":1})"), R"x(R"text({"a":1})text")x");
  EXPECT_EQ(cpp_readable_literal("plain"), "\"plain\"");
  EXPECT_EQ(cpp_readable_literal(")text\"; system(\"x"), R"(")text\"; system(\"x")");
  EXPECT_EQ(cpp_readable_literal("\"\r\n"), R"("\"\015\n")");
}

TEST(CppComment, StaysInItsLine) {
  EXPECT_EQ(cpp_comment("a\nint b; \\"), "a int b; /");
  EXPECT_EQ(cpp_comment("\xe2\x80\xa8x"), "   x");
  EXPECT_LE(cpp_comment(std::string(1000, 'x')).size(), kMaxCommentLength + 3);
}

TEST(CppIdentifier, HasOnlyLettersAndDigits) {
  EXPECT_EQ(cpp_identifier("visit_", "/Items?id=7"), "visit_items_id_7");
  EXPECT_EQ(cpp_identifier("call_", "getPetById"), "call_get_pet_by_id");
  EXPECT_EQ(cpp_identifier("call_", "int"), "call_int");
  EXPECT_EQ(cpp_identifier("visit_", ""), "visit_page");
  EXPECT_EQ(cpp_identifier("visit_", "\xe2\x82\xac{}"), "visit_page");
  std::string long_text(500, '9');
  long_text += '\n';
  EXPECT_THAT(cpp_identifier("visit_", long_text), MatchesRegex("visit_9{44}"));
}

}  // namespace
}  // namespace acrida
