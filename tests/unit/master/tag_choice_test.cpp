// TagChoice: which classes are left.
#include "master/tag_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

InspectedTest two_classes() {
  InspectedTest test;
  test.classes.resize(2);
  test.classes[0].plan.name = "Reader";
  test.classes[0].tasks = {{"read", 1, {"read", "fast"}, "", {}}};
  test.classes[1].plan.name = "Writer";
  test.classes[1].tasks = {{"write", 1, {"write"}, "", {}}};
  return test;
}

TEST(TagChoice, LeavesAllWithoutTags) {
  InspectedTest test = two_classes();
  std::vector<std::string> classes;
  const auto choice = choose_by_tags({}, {}, test, classes);
  ASSERT_TRUE(choice);
  EXPECT_THAT(choice->options, IsEmpty());
  EXPECT_THAT(choice->warnings, IsEmpty());
  EXPECT_THAT(classes, IsEmpty());
}

TEST(TagChoice, LeavesOutAClassWithoutTasks) {
  InspectedTest test = two_classes();
  std::vector<std::string> classes{"Writer", "Reader"};
  const auto choice = choose_by_tags({"read", "other"}, {"a b", "c,"}, test, classes);
  ASSERT_TRUE(choice);
  EXPECT_THAT(choice->options,
              ElementsAre(Pair("exclude_tags", "a,b,c"), Pair("tags", "read,other")));
  EXPECT_THAT(choice->warnings,
              ElementsAre("user class Writer has no task left by the tags and is left out"));
  EXPECT_THAT(classes, ElementsAre("Reader"));
  classes.clear();
  ASSERT_TRUE(choose_by_tags({"write"}, {}, test, classes));
  EXPECT_THAT(classes, ElementsAre("Writer"));
}

TEST(TagChoice, RefusesWhenNothingIsLeft) {
  for (const char* tag : {"none", "read"}) {
    InspectedTest test = two_classes();
    std::vector<std::string> classes{"Writer"};
    const auto choice = choose_by_tags({tag}, {}, test, classes);
    ASSERT_FALSE(choice);
    EXPECT_THAT(choice.error().what, testing::HasSubstr("no task is left by the tags"));
  }
}

}  // namespace
}  // namespace acrida
