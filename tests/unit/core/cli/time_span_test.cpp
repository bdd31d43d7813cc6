// Tests of the time span grammar.
#include "core/cli/time_span.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

std::int64_t seconds_of(std::string_view text) {
  return parse_time_span(text).value().count();
}

TEST(TimeSpan, DigitsAloneAreSeconds) {
  EXPECT_EQ(seconds_of("20"), 20);
  EXPECT_EQ(seconds_of("0"), 0);
  EXPECT_EQ(seconds_of("007"), 7);
}

TEST(TimeSpan, UnitsAddUp) {
  EXPECT_EQ(seconds_of("20s"), 20);
  EXPECT_EQ(seconds_of("3m"), 180);
  EXPECT_EQ(seconds_of("2h"), 7200);
  EXPECT_EQ(seconds_of("1h20m"), 4800);
  EXPECT_EQ(seconds_of("3h30m10s"), 12610);
  EXPECT_EQ(seconds_of("1h5s"), 3605);
  EXPECT_EQ(seconds_of("90m"), 5400);
}

TEST(TimeSpan, RefusesWhatIsNoSpan) {
  for (const char* text : {"", "s", "1x", "1s1m", "1m1m", "1h20", "20 s", " 20", "-1", "1.5s", "1S",
                           "1h20m10s5", "999999999999999999999999h", "hms"}) {
    const auto result = parse_time_span(text);
    ASSERT_FALSE(result.has_value()) << text;
    EXPECT_NE(result.error().what.find("3h30m10s"), std::string::npos) << result.error().what;
  }
}

}  // namespace
}  // namespace acrida
