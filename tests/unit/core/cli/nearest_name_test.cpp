// Tests of the suggestions for misspelt words.
#include "core/cli/nearest_name.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(EditDistance, CountsEdits) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("users", ""), 5U);
  EXPECT_EQ(edit_distance("users", "users"), 0U);
  EXPECT_EQ(edit_distance("userz", "users"), 1U);
  EXPECT_EQ(edit_distance("user", "users"), 1U);
  EXPECT_EQ(edit_distance("suers", "users"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(NearestName, SuggestsWhatIsClose) {
  const std::vector<std::string> names = {"--users", "--host", "--headless", "--html"};
  EXPECT_EQ(nearest_name("--usres", names), "--users");
  EXPECT_EQ(nearest_name("--user", names), "--users");
  EXPECT_EQ(nearest_name("--headles", names), "--headless");
  EXPECT_EQ(nearest_name("--colour", names), std::nullopt);
  EXPECT_EQ(nearest_name("", names), std::nullopt);
  EXPECT_EQ(nearest_name(std::string(100000, 'x'), names), std::nullopt);
}

}  // namespace
}  // namespace acrida
