// TaskPlan: choosing, describing, and what is refused.
#include "core/tasks/task_plan.hpp"

#include <limits>
#include <map>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <acrida/task_set.hpp>

// Not in an unnamed namespace: the names of tasks come from symbols.
namespace acrida::plan_tests {

struct PlanShopper : User {
  PlanShopper() {
    add_task(&PlanShopper::browse, 3).tag("read");
    add_task(&PlanShopper::buy, 0.5);
    add_task(&PlanShopper::look);
  }
  task<> browse() { co_return; }
  task<> buy() { co_return; }
  virtual task<> look() { co_return; }
};

using testing::ElementsAre;
using testing::HasSubstr;

std::map<std::string, int> frequencies(const TaskPlan& plan, int draws) {
  std::mt19937_64 random{1};
  std::map<std::string, int> counts;
  std::uint32_t place = TaskPlan::kStart;
  for (int i = 0; i < draws; ++i) ++counts[plan.next(place, random).name];
  return counts;
}

std::string names(const TaskPlan& plan, int draws) {
  std::mt19937_64 random{1};
  std::string text;
  std::uint32_t place = TaskPlan::kStart;
  for (int i = 0; i < draws; ++i) {
    const std::string& name = plan.next(place, random).name;
    text += name.substr(name.rfind(':') + 1);
  }
  return text;
}

template <class T>
std::unique_ptr<TaskPlan> plan_of(const TagFilter& filter = {}) {
  T user;
  auto plan = TaskPlan::make(user, "T", filter);
  EXPECT_TRUE(plan) << plan.error().what;
  return std::move(*plan);
}

template <class T>
std::string refusal() {
  T user;
  const auto tasks = TaskPlan::describe(user, "T");
  return tasks ? "accepted" : tasks.error().what;
}

TEST(TaskPlan, ChoosesByWeightWhichMayBeAFraction) {
  const auto plan = plan_of<PlanShopper>();
  const auto counts = frequencies(*plan, 90'000);
  EXPECT_NEAR(counts.at("acrida::plan_tests::PlanShopper::browse"), 60'000, 600);
  EXPECT_NEAR(counts.at("acrida::plan_tests::PlanShopper::buy"), 10'000, 400);
  EXPECT_NEAR(counts.at("acrida::plan_tests::PlanShopper::look"), 20'000, 500)
      << "named though it is virtual";
}

struct Vip final : PlanShopper {
  Vip() { add_task(&Vip::complain, 0.25); }
  task<> look() override { co_return; }
  task<> complain() { co_return; }
};

TEST(TaskPlan, InheritsTheTasksOfTheBase) {
  Vip user;
  const auto tasks = TaskPlan::describe(user, "Vip");
  ASSERT_TRUE(tasks);
  ASSERT_EQ(tasks->size(), 4u);
  EXPECT_THAT((*tasks)[0].name, HasSubstr("PlanShopper::browse"));
  EXPECT_THAT((*tasks)[0].tags, ElementsAre("read"));
  EXPECT_THAT((*tasks)[2].name, HasSubstr("Vip::look")) << "the one that will run";
  EXPECT_THAT((*tasks)[3].name, HasSubstr("Vip::complain"));
}

TEST(TaskPlan, LeavesOutByTags) {
  EXPECT_EQ(frequencies(*plan_of<PlanShopper>({{"read"}, {}}), 100).size(), 1u);
  EXPECT_EQ(frequencies(*plan_of<PlanShopper>({{}, {"read"}}), 100).size(), 2u);
  PlanShopper user;
  const auto none = TaskPlan::make(user, "PlanShopper", {{"unknown"}, {}});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().what,
            "user class PlanShopper: no task is left by the tags that were asked for");
}

struct Steps : User {
  Steps() {
    order = TaskOrder::sequential;
    add_task(&Steps::a);
    add_task(&Steps::b, 3);
    add_task(&Steps::c).tag("last");
  }
  task<> a() { co_return; }
  task<> b() { co_return; }
  task<> c() { co_return; }
};

TEST(TaskPlan, RepeatsTheSequence) {
  EXPECT_EQ(names(*plan_of<Steps>(), 12), "abbbcabbbcab");
  EXPECT_EQ(names(*plan_of<Steps>({{}, {"last"}}), 9), "abbbabbba");
}

struct Walk : User {
  struct Inner : TaskSet<Walk> {
    Inner() { add_task(&Inner::go); }
    task<> go() { co_return; }
  };
  Walk() {
    order = TaskOrder::markov;
    add_task(&Walk::a).then(&Walk::b, 0.75).then<Inner>(0.25);
    add_task(&Walk::b).then(&Walk::a);
    add_tasks<Inner>().then(&Walk::b).then<Inner>();
  }
  task<> a() { co_return; }
  task<> b() { co_return; }
};

TEST(TaskPlan, WalksTheMarkovChain) {
  const auto plan = plan_of<Walk>();
  std::mt19937_64 random{1};
  std::map<std::string, std::map<std::string, int>> counts;
  std::uint32_t place = TaskPlan::kStart;
  std::string last = plan->next(place, random).name;
  EXPECT_THAT(last, HasSubstr("Walk::a")) << "the first declared begins";
  for (int i = 0; i < 100'000; ++i) {
    const std::string& name = plan->next(place, random).name;
    ++counts[last.substr(last.rfind(':') + 1)][name.substr(name.rfind(':') + 1)];
    last = name;
  }
  EXPECT_EQ(counts["b"].size(), 1u);
  EXPECT_EQ(counts["a"].size(), 2u);
  const double from_a = counts["a"]["b"] + counts["a"]["Inner"];
  EXPECT_NEAR(counts["a"]["b"] / from_a, 0.75, 0.01);
  const double from_inner = counts["Inner"]["b"] + counts["Inner"]["Inner"];
  EXPECT_NEAR(counts["Inner"]["b"] / from_inner, 0.5, 0.02);
}

TEST(TaskPlan, DescribesTheSets) {
  Walk user;
  const auto tasks = TaskPlan::describe(user, "Walk");
  ASSERT_TRUE(tasks);
  ASSERT_EQ(tasks->size(), 3u);
  EXPECT_FALSE((*tasks)[0].is_set());
  EXPECT_EQ((*tasks)[2].order, "random");
  ASSERT_EQ((*tasks)[2].tasks.size(), 1u);
  EXPECT_THAT((*tasks)[2].tasks[0].name, HasSubstr("Inner::go"));
}

struct Nothing : User {};
struct Foreign : User {
  Foreign() { add_task(&Steps::a); }
};
struct ForeignSet : User {
  ForeignSet() { add_tasks<Walk::Inner>(); }
};
struct EmptySet : User {
  struct Set : TaskSet<EmptySet> {};
  EmptySet() { add_tasks<Set>(); }
};
struct Circle : User {
  struct Set : TaskSet<Circle> {
    Set() { add_tasks<Set>(); }
  };
  Circle() { add_tasks<Set>(); }
};
struct ThrowingSet : User {
  struct Set : TaskSet<ThrowingSet> {
    Set() { throw std::runtime_error("no"); }
  };
  ThrowingSet() { add_tasks<Set>(); }
};
struct HalfStep : Steps {
  HalfStep() { add_task(&HalfStep::a, 1.5); }
};
struct ManySteps : Steps {
  ManySteps() { add_task(&ManySteps::a, 1e6); }
};
struct NoFollower : Walk {
  NoFollower() { add_task(&NoFollower::c); }
  task<> c() { co_return; }
};
struct Unreachable : Walk {
  Unreachable() { add_task(&Unreachable::c).then(&Unreachable::a); }
  task<> c() { co_return; }
};
struct UnknownFollower : Walk {
  UnknownFollower() { add_task(&UnknownFollower::b).then(&UnknownFollower::c); }
  task<> c() { co_return; }
};
struct TaggedChain : Walk {
  TaggedChain() { add_task(&TaggedChain::b).tag("x").then(&TaggedChain::a); }
};
struct ThenWithoutMarkov : User {
  ThenWithoutMarkov() { add_task(&ThenWithoutMarkov::a).then(&ThenWithoutMarkov::a); }
  task<> a() { co_return; }
};

TEST(TaskPlan, RefusesInOneLine) {
  EXPECT_EQ(refusal<Nothing>(), "user class T: has no task; add one with add_task()");
  EXPECT_THAT(refusal<Foreign>(), HasSubstr("is a task of another class; use add_tasks()"));
  EXPECT_THAT(refusal<ForeignSet>(), HasSubstr("is a task set for other users"));
  EXPECT_THAT(refusal<EmptySet>(), HasSubstr("EmptySet::Set: has no task"));
  EXPECT_THAT(refusal<Circle>(), HasSubstr("is within itself"));
  EXPECT_EQ(refusal<ThrowingSet>(), "user class T: the constructor of a task set threw: no");
  EXPECT_THAT(refusal<HalfStep>(), HasSubstr("must be a whole number"));
  EXPECT_THAT(refusal<ManySteps>(), HasSubstr("more than 10000 tasks in a row"));
  EXPECT_THAT(refusal<NoFollower>(), HasSubstr("NoFollower::c has no follower"));
  EXPECT_THAT(refusal<Unreachable>(), HasSubstr("no then() leads from the first task to"));
  EXPECT_THAT(refusal<UnknownFollower>(), HasSubstr("names what is not added here"));
  EXPECT_THAT(refusal<TaggedChain>(), HasSubstr("can only be tagged as a whole set"));
  EXPECT_THAT(refusal<ThenWithoutMarkov>(), HasSubstr("needs the order markov"));
}

struct BadCalls : User {
  template <class Call>
  static std::string message(Call call) {
    try {
      BadCalls user;
      call(user);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  }
  task<> a() { co_return; }
  using User::add_task;
};

TEST(TaskPlan, RefusesBadWeightsAndTagsAtOnce) {
  const auto message = [](auto call) { return BadCalls::message(call); };
  for (const double weight : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(message([&](auto& user) { user.add_task(&BadCalls::a, weight); }),
                HasSubstr("add_task: a weight must be greater than 0"));
    EXPECT_THAT(message([&](auto& u) { u.add_task(&BadCalls::a).then(&BadCalls::a, weight); }),
                HasSubstr("then: a weight must be greater than 0"));
  }
  for (const char* tag : {"", "a,b", "a b"})
    EXPECT_THAT(message([&](auto& user) { user.add_task(&BadCalls::a).tag("ok", tag); }),
                HasSubstr("without commas"));
}

}  // namespace acrida::plan_tests
