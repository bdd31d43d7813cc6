// Tests of what the value of an argument may be.
#include <gtest/gtest.h>

#include <acrida/argument.hpp>

namespace acrida {
namespace {

ArgumentSpec spec_of(ArgumentKind kind) {
  ArgumentSpec spec;
  spec.name = "page-size";
  spec.kind = kind;
  return spec;
}

TEST(ArgumentSpec, ChecksEachKind) {
  ArgumentSpec whole = spec_of(ArgumentKind::whole_number);
  whole.lowest = 0;
  whole.highest = 255;
  EXPECT_EQ(whole.fault("255"), "");
  EXPECT_EQ(whole.fault("256"), "'256' is not a whole number from 0 to 255");
  for (const char* bad : {"", " 1", "1.0", "0x1", "1 "}) EXPECT_NE(whole.fault(bad), "") << bad;
  const ArgumentSpec real = spec_of(ArgumentKind::real_number);
  EXPECT_EQ(real.fault("-2.5e3"), "");
  for (const char* bad : {"", "nan", "inf", "1,5", "x"}) EXPECT_NE(real.fault(bad), "") << bad;
  const ArgumentSpec flag = spec_of(ArgumentKind::flag);
  EXPECT_EQ(flag.fault("true") + flag.fault("false"), "");
  EXPECT_EQ(flag.fault("maybe"), "'maybe' is not true or false");
  EXPECT_NE(spec_of(ArgumentKind::text).fault(std::string(40'000, 'x')), "");
}

TEST(ArgumentSpec, ChecksChoicesAlsoOfSeveral) {
  ArgumentSpec choice = spec_of(ArgumentKind::text);
  choice.choices = {"eu", "us"};
  EXPECT_EQ(choice.fault("us"), "");
  EXPECT_EQ(choice.fault("de"), "'de' is not one of eu, us");
  choice.kind = ArgumentKind::several;
  EXPECT_EQ(choice.fault("us,eu"), "");
  EXPECT_EQ(choice.fault("us,de"), "'de' is not one of eu, us");
}

TEST(ArgumentSpec, NeverRepeatsASecret) {
  ArgumentSpec secret = spec_of(ArgumentKind::whole_number);
  secret.secret = true;
  EXPECT_EQ(secret.fault("hunter2").find("hunter2"), std::string::npos);
}

TEST(ArgumentSpec, NamesAreLongOptions) {
  ArgumentSpec spec = spec_of(ArgumentKind::text);
  EXPECT_EQ(spec.fault_of_itself(), "");
  EXPECT_EQ(spec.field_name(), "page_size");
  for (const char* bad : {"", "p", "Page", "page_size", "-page", "page-", "1page", "p ge"}) {
    spec.name = bad;
    EXPECT_NE(spec.fault_of_itself(), "") << bad;
  }
  spec = spec_of(ArgumentKind::text);
  spec.choices = {"eu"};
  spec.default_text = "us";
  EXPECT_EQ(spec.fault_of_itself(), "argument page-size: its default: 'us' is not one of eu");
}

TEST(ArgumentList, ComesBackWhateverIsInIt) {
  const std::vector<std::string> odd = {"a,b", "\\", ",", "x\\,y", " z "};
  EXPECT_EQ(split_list(join_list(odd)), odd);
  EXPECT_EQ(split_list(""), std::vector<std::string>{});
  EXPECT_EQ(split_list("a,,b,"), (std::vector<std::string>{"a", "b"}));
}

// What the host does with a plugin's list; the objects enlist themselves as in a plugin.
TEST(Argument, TakesValuesByNameOrField) {
  Argument<int> number{"page-size", 20, "Items"};
  Argument<std::vector<std::string>> areas{"areas", {"a"}, "Areas"};
  Argument<bool> flag{"cached", false, "Cache"};
  Argument<std::uint8_t> small{"small", 1, "Small"};
  Argument<std::string> key{"api-key", "none", "Key", {.secret = true, .required = true}};
  ArgumentBase* all = detail::registered.arguments;
  EXPECT_EQ(all, &key);
  EXPECT_EQ(small.spec().highest, 255);
  EXPECT_EQ(key.spec().default_text, "");
  EXPECT_EQ(set_arguments(all, {}), "the argument api-key of the test is missing");
  EXPECT_EQ(set_arguments(all, {{"api_key", "k"}, {"page_size", "7"}, {"tags", "other"}}), "");
  EXPECT_EQ(*number, 7);
  EXPECT_EQ(*key, "k");
  EXPECT_EQ(*areas, std::vector<std::string>{"a"});
  EXPECT_EQ(set_arguments(all, {{"api-key", "k"}, {"cached", "true"}, {"areas", "x,y"}}), "");
  EXPECT_TRUE(*flag);
  EXPECT_EQ(areas->size(), 2u);
  EXPECT_EQ(set_arguments(all, {{"api-key", "k"}, {"small", "256"}}),
            "the argument small of the test: '256' is not a whole number from 0 to 255");
  detail::registered.arguments = nullptr;
}

}  // namespace
}  // namespace acrida
