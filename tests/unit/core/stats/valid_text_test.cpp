// valid_text: cutting and repairing.
#include "core/stats/valid_text.hpp"

#include <random>

#include <gtest/gtest.h>

namespace acrida {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

std::string valid(std::string_view text, std::size_t max_bytes = 100) {
  std::string scratch;
  return std::string(valid_text(text, max_bytes, scratch));
}

TEST(ValidText, LeavesValidTextWhereItIs) {
  const std::string text = "plain \xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF";
  std::string scratch;
  EXPECT_EQ(valid_text(text, 100, scratch).data(), text.data());
  EXPECT_EQ(valid_text(text, 100, scratch), text);
  EXPECT_EQ(valid(""), "");
}

TEST(ValidText, ReplacesEachWrongByte) {
  const std::string r = kReplacement;
  EXPECT_EQ(valid("a\xFF"), "a" + r);
  EXPECT_EQ(valid("\x80x"), r + "x");
  EXPECT_EQ(valid("\xC0\xAF"), r + r);          // overlong '/'
  EXPECT_EQ(valid("\xE0\x80\xAF"), r + r + r);  // overlong '/'
  EXPECT_EQ(valid("\xF0\x80\x80\xAF"), r + r + r + r);
  EXPECT_EQ(valid("\xED\xA0\x80"), r + r + r);          // a surrogate
  EXPECT_EQ(valid("\xF4\x90\x80\x80"), r + r + r + r);  // above U+10FFFF
  EXPECT_EQ(valid("\xE2\x82"), r + r);                  // ends too early
  EXPECT_EQ(valid("\xE2\x82g"), r + r + "g");
}

TEST(ValidText, CutsBetweenCharacters) {
  EXPECT_EQ(cut_text("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_text("abcdef", 3), "abc");
  EXPECT_EQ(cut_text("ab\xC3\xA4", 3), "ab");
  EXPECT_EQ(cut_text("a\xF0\x9F\x98\x80", 4), "a");
  EXPECT_EQ(cut_text("a\xF0\x9F\x98\x80z", 5), "a\xF0\x9F\x98\x80");
  EXPECT_EQ(cut_text("abc", 0), "");
}

TEST(ValidText, RepairedTextIsCutAgain) {
  const std::string repaired = valid(std::string(100, '\xFF'), 100);
  EXPECT_EQ(repaired.size(), 99u);
}

TEST(ValidText, AnyBytesBecomeValidAndStayWithinTheLimit) {
  std::mt19937 random(5);
  for (int i = 0; i < 100'000; ++i) {
    std::string text(random() % 20, '\0');
    for (char& c : text)
      c = static_cast<char>(random() % 3 == 0 ? random() : 0x80 + random() % 0x80);
    const std::size_t max_bytes = random() % 25;
    const std::string once = valid(text, max_bytes);
    ASSERT_LE(once.size(), max_bytes);
    std::string scratch;
    ASSERT_EQ(valid_text(once, max_bytes, scratch).data(), once.data());  // nothing left to repair
  }
}

}  // namespace
}  // namespace acrida
