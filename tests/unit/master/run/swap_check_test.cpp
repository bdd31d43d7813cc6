// swap_refusal(): which versions of a test one run can have.
#include "master/run/swap_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

TestClass user_class(const std::string& name, ExecutorSpec executor = {}) {
  TestClass one;
  one.plan.name = name;
  one.executor = std::move(executor);
  return one;
}

RunSettings version(std::vector<TestClass> classes) {
  RunSettings settings;
  settings.classes = std::move(classes);
  return settings;
}

TEST(SwapCheck, WhatTheRunDoesNotUseMayComeAndGo) {
  EXPECT_EQ(swap_refusal(version({user_class("A"), user_class("B")}),
                         version({user_class("A"), user_class("C")}), {"A"}),
            std::nullopt);
}

TEST(SwapCheck, AClassOfTheRunMustBeThere) {
  EXPECT_THAT(swap_refusal(version({user_class("A")}), version({user_class("B")}), {"A"}),
              Optional(HasSubstr("class A, which the new version has not")));
}

TEST(SwapCheck, ExecutorsStayAndMayNotCount) {
  ExecutorSpec counting;
  counting.kind = ExecutorSpec::Kind::shared_iterations;
  counting.iterations = 10;
  EXPECT_THAT(swap_refusal(version({user_class("A")}), version({user_class("A", counting)}), {"A"}),
              Optional(HasSubstr("executor of class A")));
  EXPECT_THAT(swap_refusal(version({user_class("A", counting)}),
                           version({user_class("A", counting)}), {"A"}),
              Optional(HasSubstr("number of iterations")));
}

TEST(SwapCheck, RowsThatAreUsedOnceStayTheSameInTheSamePlaces) {
  RunSettings before = version({user_class("A")});
  before.feeders = {{"users.csv", "h1", 5, true, false}};
  RunSettings after = before;
  EXPECT_EQ(swap_refusal(before, after, {"A"}), std::nullopt);
  after.feeders.push_back({"words.csv", "h2", 5, false, false});
  EXPECT_EQ(swap_refusal(before, after, {"A"}), std::nullopt);
  after.feeders[0].hash = "h3";
  EXPECT_THAT(swap_refusal(before, after, {"A"}), Optional(HasSubstr("Feeder::unique")));
  after.feeders = {after.feeders[1], before.feeders[0]};
  EXPECT_THAT(swap_refusal(before, after, {"A"}), Optional(HasSubstr("Feeder::unique")));
}

TEST(SwapCheck, ANewArgumentNeedsAValue) {
  RunSettings after = version({user_class("A")});
  after.required_options = {"token"};
  EXPECT_THAT(swap_refusal(version({user_class("A")}), after, {"A"}),
              Optional(HasSubstr("argument token")));
  after.options["token"] = "x";
  EXPECT_EQ(swap_refusal(version({user_class("A")}), after, {"A"}), std::nullopt);
}

}  // namespace
}  // namespace acrida
