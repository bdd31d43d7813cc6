// TagFilter: Locust's rules.
#include "core/plan/tag_filter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TestTask task(std::string name, std::vector<std::string> tags = {}) {
  return {std::move(name), 1, std::move(tags), {}, {}};
}

TestTask set(std::string name, std::vector<std::string> tags, std::vector<TestTask> tasks,
             std::string order = "random") {
  return {std::move(name), 1, std::move(tags), std::move(order), std::move(tasks)};
}

const std::vector<TestTask> kTasks{task("plain"), task("slow", {"slow"}),
                                   task("slow db", {"slow", "db"}), task("db", {"db"})};

std::vector<std::size_t> left(const char* wanted, const char* excluded,
                              const std::vector<TestTask>& tasks = kTasks,
                              const char* order = "random") {
  return TagFilter::from_lists(wanted, excluded).left(order, tasks);
}

TEST(TagFilter, LeavesAllUnlessAsked) {
  EXPECT_THAT(left("", ""), ElementsAre(0, 1, 2, 3));
}

TEST(TagFilter, WantsAnyOfTheTagsAndNoneOfTheExcluded) {
  EXPECT_THAT(left("slow", ""), ElementsAre(1, 2));
  EXPECT_THAT(left("slow,db", ""), ElementsAre(1, 2, 3));
  EXPECT_THAT(left("", "db"), ElementsAre(0, 1));
  EXPECT_THAT(left("slow", "db"), ElementsAre(1));
  EXPECT_THAT(left("", "slow,db"), ElementsAre(0));
  EXPECT_THAT(left("unknown", ""), IsEmpty());
  EXPECT_THAT(left(",slow,,", ""), ElementsAre(1, 2)) << "empty words are none";
}

TEST(TagFilter, ATagOnASetIsOnAllInIt) {
  const std::vector<TestTask> tasks{
      set("tagged", {"db"}, {task("plain"), task("slow", {"slow"})}),
      set("untagged", {}, {task("plain"), set("inner", {"slow"}, {task("plain")})})};
  EXPECT_THAT(left("db", "", tasks), ElementsAre(0));
  EXPECT_THAT(left("slow", "", tasks), ElementsAre(0, 1));
  EXPECT_THAT(left("slow", "db", tasks), ElementsAre(1));
  EXPECT_THAT(left("", "db", tasks), ElementsAre(1));
  EXPECT_THAT(left("none", "", tasks), IsEmpty()) << "a set without tasks is not left";
}

TEST(TagFilter, AMarkovChainIsLeftWholeOrNotAtAll) {
  const std::vector<TestTask> chain{task("a"), set("b", {}, {task("slow", {"slow"})})};
  EXPECT_THAT(left("", "", chain, "markov"), ElementsAre(0, 1));
  EXPECT_THAT(left("", "slow", chain, "markov"), IsEmpty());
  EXPECT_THAT(left("x", "", {set("chain", {"x"}, chain, "markov")}), ElementsAre(0));
  EXPECT_THAT(left("slow", "", {set("chain", {}, chain, "markov")}), IsEmpty());
}

}  // namespace
}  // namespace acrida
