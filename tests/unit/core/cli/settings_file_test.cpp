// Tests of the settings file's syntax.
#include "core/cli/settings_file.hpp"

#include <cstdio>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Setting only(std::string_view text) {
  auto settings = parse_settings(text, "x.conf").value();
  EXPECT_EQ(settings.size(), 1U) << text;
  return settings.empty() ? Setting{} : settings.front();
}

TEST(SettingsFile, EveryWayToWriteAValue) {
  for (const char* line : {"users = 10", "users: 10", "users 10", "users=10", "--users 10",
                           "--users=10", "  users =   10  ", "users = 10 # peak", "users 10 ; peak",
                           "users = '10'", "users = \"10\"", "-users 10\r"}) {
    const Setting setting = only(line);
    EXPECT_EQ(setting.key, "users") << line;
    EXPECT_THAT(setting.values, ElementsAre("10")) << line;
  }
}

TEST(SettingsFile, BareKeyIsTrue) {
  EXPECT_THAT(only("headless").values, ElementsAre("true"));
  EXPECT_THAT(only("--headless  # no web").values, ElementsAre("true"));
}

TEST(SettingsFile, Lists) {
  EXPECT_THAT(only("tags = [a, b]").values, ElementsAre("a", "b"));
  EXPECT_THAT(only(R"(tags = ["a, b", 'c', 3])").values, ElementsAre("a, b", "c", "3"));
  EXPECT_THAT(only(R"(x = [{"a": [1, 2]}, {"b": 1}])").values,
              ElementsAre(R"({"a": [1, 2]})", R"({"b": 1})"));
  EXPECT_THAT(only("tags = []").values, ElementsAre());
}

TEST(SettingsFile, QuotesKeepWhatTheyHold) {
  EXPECT_THAT(only(R"(name = "a # b")").values, ElementsAre("a # b"));
  EXPECT_THAT(only(R"(name = "say \"hi\"")").values, ElementsAre(R"(say "hi")"));
  EXPECT_THAT(only("name = it's").values, ElementsAre("it's"));
  EXPECT_THAT(only("host = http://a/#top").values, ElementsAre("http://a/#top"));
}

TEST(SettingsFile, SkipsCommentsSectionsAndSeparators) {
  const auto settings =
      parse_settings("# one\n\n; two\n[locust]\n---\nusers = 1\n\nhost h", "x.conf").value();
  ASSERT_EQ(settings.size(), 2U);
  EXPECT_EQ(settings[0].origin, "x.conf, line 6");
  EXPECT_EQ(settings[1].origin, "x.conf, line 8");
}

TEST(SettingsFile, ErrorsNameTheLine) {
  const auto no_value = parse_settings("host h\nusers =\n", "x.conf");
  ASSERT_FALSE(no_value.has_value());
  EXPECT_EQ(no_value.error().what, "x.conf, line 2: no value after 'users'");
  const auto no_key = parse_settings("= 4", "x.conf");
  ASSERT_FALSE(no_key.has_value());
  EXPECT_THAT(no_key.error().what, HasSubstr("line 1"));
}

TEST(SettingsFile, AnyBytesParseOrFail) {
  std::string text;
  for (int i = 0; i < 4096; ++i) text += static_cast<char>((i * 7919 + i / 13) % 256);
  parse_settings(text, "noise");
  parse_settings("a = [", "x");
  parse_settings("a = \"\\", "x");
  parse_settings("a = [\"\\", "x");
}

TEST(SettingsFile, UnreadableFilesAreErrors) {
  EXPECT_THAT(read_settings_file("/no/such.conf").error().what,
              HasSubstr("/no/such.conf: No such file"));
  EXPECT_FALSE(read_settings_file("/").has_value());
}

}  // namespace
}  // namespace acrida
