// ShapeSpec: what is read, and what is refused in one line.
#include "master/shape/shape_spec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::uint64_t users_at(const std::string& spec, std::chrono::nanoseconds time) {
  const auto maker = parse_shape_spec(spec);
  EXPECT_TRUE(maker) << spec;
  const auto target = (*maker)()->tick({time, 0});
  EXPECT_TRUE(target) << spec;
  return target ? target->users : 0;
}

std::string error_of(const std::string& spec) {
  const auto maker = parse_shape_spec(spec);
  EXPECT_FALSE(maker) << spec;
  const std::string what = maker ? "" : maker.error().what;
  EXPECT_EQ(what.find('\n'), std::string::npos);
  return what;
}

TEST(ShapeSpec, MakesEveryKind) {
  EXPECT_EQ(users_at("stages:1m:100,5m:100,30s:0", 30s), 50u);
  EXPECT_EQ(users_at("stages:0:20,10:20", 1s), 20u);
  EXPECT_EQ(users_at("steps:users=10,every=30s,for=10m", 65s), 30u);
  EXPECT_EQ(users_at("spike:base=10,peak=200,at=2m,hold=30s,for=5m", 121s), 200u);
  EXPECT_EQ(users_at("double-wave:min=20,first=60,second=40,for=10m", 200s), 60u);
}

TEST(ShapeSpec, MakesANewShapeForEachRun) {
  const auto maker = parse_shape_spec("stages:10s:5");
  ASSERT_TRUE(maker);
  EXPECT_NE((*maker)().get(), (*maker)().get());
}

TEST(ShapeSpec, TakesValuesInAnyOrder) {
  EXPECT_EQ(users_at("steps:for=1m,rate=3,every=10,users=7", 0s), 7u);
}

TEST(ShapeSpec, SaysWhatIsWrongAndHowItIsWritten) {
  EXPECT_EQ(error_of("stages:1m"),
            "load shape: '1m' is no stage; write stages:DURATION:USERS,..., e.g. "
            "stages:1m:100,5m:100,30s:0");
  EXPECT_THAT(error_of("steps:users=10,every=0,for=1m"), HasSubstr("every must be longer"));
  EXPECT_THAT(error_of("steps:users=10,for=1m"), HasSubstr("every is missing"));
  EXPECT_THAT(error_of("steps:users=10,every=1s,for=1m,peak=3"), HasSubstr("no value peak"));
  EXPECT_THAT(error_of("steps:users=1,users=2,every=1s,for=1m"), HasSubstr("users is given twice"));
  EXPECT_THAT(error_of("spike:peak"), HasSubstr("'peak' is not NAME=VALUE"));
  EXPECT_THAT(error_of("waves:1m"), HasSubstr("there is no ready-made shape 'waves'"));
}

TEST(ShapeSpec, RefusesBadStages) {
  for (const char* spec : {"stages:", "stages:,", "stages:1m:", "stages::5", "stages:1m:-5",
                           "stages:1m:5.5", "stages:1m:5x", "stages:1x:5", "stages:1m:5,",
                           "stages:1m:10000001", "stages:1m:99999999999999999999", "stages:-1:5",
                           "stages:0:10,0s:20", "stages:1m:5:6", "stages"})
    EXPECT_FALSE(parse_shape_spec(spec)) << spec;
  std::string many = "stages:1s:1";
  for (int i = 0; i < 1000; ++i) many += ",1s:1";
  EXPECT_FALSE(parse_shape_spec(many));
}

TEST(ShapeSpec, RefusesMoreUsersThanARunMayHave) {
  EXPECT_THAT(error_of("steps:users=1000000,every=1s,for=1m"), HasSubstr("10000000 users"));
}

}  // namespace
}  // namespace acrida
