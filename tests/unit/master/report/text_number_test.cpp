// Tests of numbers and spans as text.
#include "master/report/text_number.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(TextNumber, HasNoTrailingZeros) {
  EXPECT_EQ(text_number(12.5), "12.5");
  EXPECT_EQ(text_number(3), "3");
  EXPECT_EQ(text_number(-0.0001), "0");
  EXPECT_EQ(text_number(0.9999, 4), "0.9999");
  EXPECT_EQ(text_number(1e300 * 1e300), "0");
}

TEST(TextNumber, DurationsAreWords) {
  using namespace std::chrono_literals;
  EXPECT_EQ(duration_text(0s), "0 seconds");
  EXPECT_EQ(duration_text(61s), "1 minute and 1 second");
  EXPECT_EQ(duration_text(7200s), "2 hours");
}

}  // namespace
}  // namespace acrida
