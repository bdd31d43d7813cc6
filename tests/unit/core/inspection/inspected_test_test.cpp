// Tests of reading the answer of `acrida inspect`.
#include "core/inspection/inspected_test.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(TestInspection, ReadsClasses) {
  const auto test =
      parse_inspection(R"({"path":"/abs/x.so","hash":"ab","user_classes":[)"
                       R"({"name":"A","weight":2.5,"fixed_count":0,"host":"http://a"},)"
                       R"({"name":"B","weight":1,"fixed_count":3,"host":null}],"further":1})");
  ASSERT_TRUE(test) << test.error().what;
  EXPECT_EQ(test->path, "/abs/x.so");
  ASSERT_EQ(test->classes.size(), 2u);
  EXPECT_EQ(test->classes[0].plan.weight, 2.5);
  EXPECT_EQ(test->classes[0].host, "http://a");
  EXPECT_EQ(test->classes[1].plan.fixed_count, 3u);
  EXPECT_EQ(test->classes[1].host, "");
}

TEST(TestInspection, KeepsArguments) {
  InspectedTest test;
  ArgumentSpec spec;
  spec.name = "page-size";
  spec.help = "Items \"per\" page";
  spec.kind = ArgumentKind::whole_number;
  spec.default_text = "20";
  spec.lowest = 0;
  test.arguments.push_back(spec);
  spec.kind = ArgumentKind::several;
  spec.choices = {"a", "b"};
  spec.secret = spec.required = true;
  test.arguments.push_back(spec);
  const auto read = parse_inspection(inspection_json(test));
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->arguments, test.arguments);
}

TEST(TestInspection, KeepsFiles) {
  InspectedTest test;
  test.files = {{"libb.so.1", "/y/libb.so.1", "ab", true}, {"a.txt", "/x/a.txt", "cd", false}};
  const auto read = parse_inspection(inspection_json(test));
  ASSERT_TRUE(read) << read.error().what;
  ASSERT_EQ(read->files.size(), 2u);
  EXPECT_EQ(read->files[0].name, "libb.so.1");
  EXPECT_EQ(read->files[0].path, "/y/libb.so.1");
  EXPECT_EQ(read->files[0].hash, "ab");
  EXPECT_TRUE(read->files[0].is_library);
  EXPECT_FALSE(read->files[1].is_library);
}

TEST(TestInspection, KeepsShapesAndHooks) {
  InspectedTest test;
  test.shapes = {"Morning", "Evening"};
  test.has_hooks = true;
  const auto read = parse_inspection(inspection_json(test));
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->shapes, test.shapes);
  EXPECT_TRUE(read->has_hooks);
}

TEST(TestInspection, KeepsTheTasks) {
  InspectedTest test;
  TestClass shopper;
  shopper.plan.name = "Shopper";
  shopper.order = "sequential";
  shopper.tasks = {{"Shopper::browse", 3, {"read", "fast"}, "", {}},
                   {"Checkout", 0.5, {}, "markov", {{"Checkout::pay", 1, {}, "", {}}}}};
  shopper.sockets = 2;
  test.classes = {shopper};
  const auto read = parse_inspection(inspection_json(test));
  ASSERT_TRUE(read) << read.error().what;
  ASSERT_EQ(read->classes.size(), 1u);
  EXPECT_EQ(read->classes[0].order, "sequential");
  EXPECT_EQ(read->classes[0].sockets, 2u);
  EXPECT_EQ(read->classes[0].tasks, shopper.tasks);
}

TEST(TestInspection, RefusesWhatItCannotUse) {
  for (const char* text :
       {"", "[]", "{", "null", R"({"path":1})", R"({"path":"x","hash":"y"})",
        R"({"path":"x","hash":"y","user_classes":[{"name":1}]})",
        R"({"path":"x","hash":"y","user_classes":[{"name":"A","weight":"x"}]})",
        R"({"path":"x","hash":"y","user_classes":[{"name":"A","tasks":[{"name":"t"}]}]})"}) {
    const auto test = parse_inspection(text);
    ASSERT_FALSE(test) << text;
    EXPECT_NE(test.error().what.find("inspection"), std::string::npos);
  }
}

}  // namespace
}  // namespace acrida
