// ReportSum: many reports are one delta.
#include "master/run/report_sum.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr WallTime kNow(1'700'000'000s);
constexpr std::int64_t kNowSecond = 1'700'000'000;

StatsDelta one_row(const std::string& name, std::uint64_t requests, std::int64_t second,
                   std::uint16_t bucket = 100) {
  StatsDelta delta;
  RequestDelta& row = delta.requests.emplace_back();
  row.method = "GET";
  row.name = name;
  row.counters.requests = requests;
  row.latency = {{bucket, requests}};
  row.seconds = {{second, static_cast<std::uint32_t>(requests), 0}};
  return delta;
}

TEST(ReportSum, AddsUpAndForgets) {
  ReportSum sum;
  for (int slave = 0; slave < 1000; ++slave) {
    sum.add(one_row("/a", 2, kNowSecond), {0, kNowSecond, kNow, kNow});
    sum.add(one_row("/b", 1, kNowSecond, slave % 2 == 0 ? 100 : 200), {0, kNowSecond, kNow, kNow});
  }
  StatsDelta delta = sum.take();
  ASSERT_EQ(delta.requests.size(), 2u);
  EXPECT_EQ(delta.requests[0].counters.requests, 2000u);
  EXPECT_THAT(delta.requests[0].seconds, ElementsAre(SecondCount{kNowSecond, 2000, 0}));
  EXPECT_THAT(delta.requests[1].latency, ElementsAre(BucketCount{100, 500}, BucketCount{200, 500}));
  EXPECT_TRUE(delta.requests[1].intended.empty());
  EXPECT_TRUE(sum.take().empty());
  sum.add(one_row("/b", 1, kNowSecond), {0, kNowSecond, kNow, kNow});
  delta = sum.take();
  ASSERT_EQ(delta.requests.size(), 1u);
  EXPECT_EQ(delta.requests[0].counters.requests, 1u);
  EXPECT_THAT(delta.requests[0].latency, ElementsAre(BucketCount{100, 1}));
}

TEST(ReportSum, PutsSecondsOnTheMastersClock) {
  ReportSum sum;
  sum.add(one_row("/", 1, kNowSecond), {0, kNowSecond, kNow, kNow});
  sum.add(one_row("/", 2, kNowSecond + 3600), {-3600, kNowSecond, kNow, kNow + 1h});
  sum.add(one_row("/", 4, kNowSecond + 9), {0, kNowSecond, kNow, kNow});  // not yet: left out
  const StatsDelta delta = sum.take();
  EXPECT_THAT(delta.requests[0].seconds, ElementsAre(SecondCount{kNowSecond, 3, 0}));
  EXPECT_EQ(delta.requests[0].counters.requests, 7u);
}

TEST(ReportSum, NamesAreBoundedAndNothingIsLost) {
  ReportSum sum;
  constexpr std::size_t kNames = ReportSum::kMaxRows + 50;
  for (std::size_t i = 0; i < kNames; ++i) {
    StatsDelta delta = one_row(std::to_string(i), 1, kNowSecond);
    delta.requests[0].latency.clear();
    sum.add(delta, {0, kNowSecond, kNow, kNow});
  }
  const StatsDelta delta = sum.take();
  ASSERT_EQ(delta.requests.size(), ReportSum::kMaxRows + 1);
  EXPECT_EQ(delta.requests.back().name, ReportSum::kFurtherNames);
  EXPECT_EQ(delta.requests.back().counters.requests, 50u);
  sum.add(one_row("again", 1, kNowSecond), {0, kNowSecond, kNow, kNow});
  EXPECT_EQ(sum.take().requests.at(0).name, "again");
}

}  // namespace
}  // namespace acrida
