// What `acrida list` says of a test.
#include "core/inspection/test_listing.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(TestListing, ShowsTasksWithTheirSharesOrOrder) {
  InspectedTest test;
  TestClass shopper;
  shopper.plan.name = "Shopper";
  shopper.plan.weight = 2.5;
  shopper.host = "http://shop";
  shopper.tasks = {
      {"Shopper::browse", 3, {"read", "fast"}, "", {}},
      {"Checkout",
       1,
       {},
       "sequential",
       {{"Checkout::pay", 1, {}, "", {}}, {"Checkout::look", 2, {}, "", {}}}},
  };
  TestClass walker;
  walker.plan.name = "Walker";
  walker.plan.fixed_count = 3;
  walker.order = "markov";
  walker.tasks = {{"Walker::step", 1, {}, "", {}}};
  test.classes = {shopper, walker};
  EXPECT_EQ(listing_of(test),
            "Available user classes:\n"
            "    Shopper  weight 2.5  host http://shop\n"
            "        Shopper::browse  75.0 %  tags read, fast\n"
            "        Checkout  25.0 %  sequential\n"
            "            Checkout::pay\n"
            "            Checkout::look  2 times\n"
            "    Walker  fixed count 3  markov\n"
            "        Walker::step\n");
}

TEST(TestListing, ShowsShapesArgumentsTestDataAndFiles) {
  InspectedTest test;
  test.shapes = {"Morning"};
  ArgumentSpec key;
  key.name = "api-key";
  key.required = true;
  test.arguments = {key};
  test.feeders = {{"accounts.csv", "/x/accounts.csv", "", "unique", 12, true}};
  test.files = {{"a.txt", "/x/a.txt", "", false}, {"libb.so.1", "/y/libb.so.1", "", true}};
  EXPECT_EQ(listing_of(test),
            "Available user classes:\n"
            "Load shapes:\n"
            "    Morning\n"
            "Arguments:\n"
            "    --api-key  required\n"
            "Test data:\n"
            "    accounts.csv  12 rows  unique, reused\n"
            "Further files:\n"
            "    a.txt\n"
            "    libb.so.1  library\n");
}

}  // namespace
}  // namespace acrida
