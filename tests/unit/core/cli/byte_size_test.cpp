// Byte sizes: what is understood and what is refused.
#include "core/cli/byte_size.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(ByteSize, UnitsArePowersOf1024) {
  EXPECT_EQ(*parse_byte_size("1048576"), 1u << 20);
  EXPECT_EQ(*parse_byte_size("1024K"), 1u << 20);
  EXPECT_EQ(*parse_byte_size("512M"), 512u << 20);
  EXPECT_EQ(*parse_byte_size("1.5G"), 1536ull << 20);
  EXPECT_EQ(*parse_byte_size("2GiB"), 2ull << 30);
  EXPECT_EQ(*parse_byte_size("1TB"), 1ull << 40);
  EXPECT_EQ(*parse_byte_size("0"), 0u);
}

TEST(ByteSize, RefusesTheRest) {
  for (const char* text :
       {"", "G", "-1G", "1g", "1GG", "1 G", "1000", "nan", "inf", "9999999T", "-0"})
    EXPECT_FALSE(parse_byte_size(text)) << text;
}

}  // namespace
}  // namespace acrida
