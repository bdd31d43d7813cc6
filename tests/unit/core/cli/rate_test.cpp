// Rate: events per second as people write them.
#include "core/cli/rate.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(Rate, IsPerSecond) {
  EXPECT_DOUBLE_EQ(parse_rate("500").value(), 500);
  EXPECT_DOUBLE_EQ(parse_rate("0.5/s").value(), 0.5);
  EXPECT_DOUBLE_EQ(parse_rate("90/m").value(), 1.5);
  EXPECT_DOUBLE_EQ(parse_rate("90/min").value(), 1.5);
  EXPECT_DOUBLE_EQ(parse_rate("7200/h").value(), 2);
}

TEST(Rate, RefusesWhatIsNone) {
  for (const char* text : {"", "x", "0", "-1", "5/d", "5 /s", "1e8", "nan", "inf", "/s", "5/s/s"})
    EXPECT_FALSE(parse_rate(text)) << text;
  EXPECT_EQ(parse_rate("x").error().what,
            "'x' is not a rate: write 500, 500/s, 90/m or 7200/h, at most 10000000/s");
}

}  // namespace
}  // namespace acrida
