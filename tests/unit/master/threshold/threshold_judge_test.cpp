// ThresholdJudge: whole runs, stretches, what is left out, aborts, and nothing to judge.
#include "master/threshold/threshold_judge.hpp"

#include <initializer_list>

#include <gmock/gmock.h>

namespace acrida {
namespace {

using State = ThresholdView::State;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr auto kStart = Instant(std::chrono::hours(1));

Now at(int second) {
  return {kStart + seconds(second), WallTime(std::chrono::hours(500'000) + seconds(second))};
}

/// As many requests of one second, all equally long.
StatsDelta requests(const std::string& name, std::uint64_t count, milliseconds time,
                    std::uint64_t failures = 0) {
  RequestDelta delta;
  delta.method = "GET";
  delta.name = name;
  delta.counters.requests = count;
  delta.counters.failures = failures;
  delta.counters.min_response_time = time;
  delta.counters.max_response_time = time;
  delta.counters.total_response_time = time * static_cast<std::int64_t>(count);
  delta.latency = {{Histogram::bucket_of(time), count}};
  StatsDelta sums;
  sums.requests.push_back(std::move(delta));
  return sums;
}

class Judged {
 public:
  explicit Judged(std::initializer_list<const char*> texts) {
    std::vector<Threshold> thresholds;
    for (const char* text : texts) thresholds.push_back(*parse_threshold(text));
    judge_.begin(std::move(thresholds), at(0));
  }
  std::optional<std::string> second(const StatsDelta& sums) {
    judge_.count(sums);
    return judge_.advance(at(++seconds_));
  }
  ThresholdView view(std::size_t index = 0) const { return judge_.views().at(index); }
  ThresholdJudge& judge() { return judge_; }
  void finish() { judge_.finish(at(seconds_)); }

 private:
  ThresholdJudge judge_;
  int seconds_ = 0;
};

TEST(ThresholdJudge, OfTheWholeRunMayHoldAgain) {
  Judged run{"p95<100ms"};
  EXPECT_EQ(run.view().state, State::waiting);
  run.second(requests("/", 10, milliseconds(300)));
  EXPECT_EQ(run.view().state, State::fails);
  EXPECT_EQ(run.view().since, at(1).wall);
  EXPECT_EQ(run.view().value_text, "300 ms");
  EXPECT_FALSE(run.view().has_failed(false));
  run.second(requests("/", 1000, milliseconds(20)));
  EXPECT_EQ(run.view().state, State::holds);
  EXPECT_EQ(run.view().since, std::nullopt);
  run.finish();
  EXPECT_FALSE(run.view().has_failed(true));
}

TEST(ThresholdJudge, OfAStretchFailsForGood) {
  Judged run{"avg<100ms for 2s"};
  run.second(requests("/", 10, milliseconds(300)));
  EXPECT_EQ(run.view().state, State::waiting);  // the first stretch is not whole
  run.second(requests("/", 10, milliseconds(20)));
  EXPECT_EQ(run.view().state, State::failed);
  EXPECT_EQ(run.view().value_text, "160 ms");
  for (int i = 0; i < 5; ++i) run.second(requests("/", 10, milliseconds(20)));
  run.finish();
  EXPECT_EQ(run.view().state, State::failed);
  EXPECT_EQ(run.view().value_text, "160 ms");
}

TEST(ThresholdJudge, EveryStretchIsLookedAt) {
  Judged run{"p50<100ms for 3s"};
  for (int i = 0; i < 10; ++i) run.second(requests("/", 10, milliseconds(20)));
  EXPECT_EQ(run.view().state, State::holds);
  run.second(requests("/", 10, milliseconds(300)));
  EXPECT_EQ(run.view().state, State::holds);  // 20 of 30 are fast
  run.second(requests("/", 10, milliseconds(300)));
  EXPECT_EQ(run.view().state, State::failed);
}

TEST(ThresholdJudge, OfANameCountsOnlyThat) {
  Judged run{"failures(/b)<1", "failures(GET /b)<1", "failures(POST /b)<1", "failures<3"};
  run.second(requests("/a", 10, milliseconds(5), 2));
  EXPECT_EQ(run.view(0).state, State::holds);
  run.second(requests("/b", 10, milliseconds(5), 1));
  EXPECT_EQ(run.view(0).state, State::fails);
  EXPECT_EQ(run.view(1).state, State::fails);
  EXPECT_EQ(run.view(2).state, State::holds);
  EXPECT_EQ(run.view(3).value, 3);
  EXPECT_EQ(run.view(3).state, State::fails);
  EXPECT_TRUE(run.judge().judges_failures());
}

TEST(ThresholdJudge, RatesAreOfTheTimeThatCounts) {
  Judged run{"rate>=50", "rate>=100 after 2s", "requests>=200 after 2s", "rate>=100 for 2s"};
  for (const std::uint64_t count : {0u, 0u, 100u, 100u}) {
    run.second(count > 0 ? requests("/", count, milliseconds(1)) : StatsDelta{});
    if (count == 0) {
      EXPECT_EQ(run.view(1).state, State::waiting);
    }
  }
  EXPECT_EQ(run.view(0).value, 50);
  EXPECT_EQ(run.view(1).value, 100);
  EXPECT_EQ(run.view(2).value, 200);
  EXPECT_EQ(run.view(3).state, State::failed);  // the first two seconds
  EXPECT_EQ(run.view(3).value, 0);
}

TEST(ThresholdJudge, AbortsOnce) {
  Judged run{"failures<1% abort", "p95<1s abort after 5s"};
  EXPECT_EQ(run.second(requests("/", 1000, milliseconds(2), 9)), std::nullopt);
  const auto why = run.second(requests("/", 1000, milliseconds(2), 90));
  ASSERT_TRUE(why.has_value());
  EXPECT_EQ(*why, "threshold failures<1% abort: it is 4.95 %");
  EXPECT_EQ(run.second(requests("/", 1000, milliseconds(2), 90)), std::nullopt);
  EXPECT_EQ(run.view().state, State::failed);
}

TEST(ThresholdJudge, WithNothingToJudgeFailsAtTheEnd) {
  Judged run{"p95(/itme)<100ms", "failures(/itme)<1%", "p95<1s for 30s", "failures(/itme)<1"};
  run.second(requests("/item", 10, milliseconds(5)));
  run.finish();
  for (const std::size_t index : {0u, 1u, 2u}) {
    EXPECT_EQ(run.view(index).state, State::waiting) << index;
    EXPECT_TRUE(run.view(index).has_failed(true)) << index;
  }
  EXPECT_FALSE(run.view(3).has_failed(true));  // no failure is no failure
}

TEST(ThresholdJudge, FromTheIntendedStartWhereThereIsOne) {
  StatsDelta sums = requests("/", 10, milliseconds(5));
  RequestDelta& delta = sums.requests.front();
  delta.counters.intended_starts = 10;
  delta.counters.total_start_lag = milliseconds(950);
  delta.counters.min_intended_time = delta.counters.max_intended_time = milliseconds(100);
  delta.intended = {{Histogram::bucket_of(milliseconds(100)), 10}};
  Judged run{"p50<50ms", "avg<50ms", "max<50ms", "min<50ms"};
  run.second(sums);
  for (std::size_t index = 0; index < 4; ++index) {
    EXPECT_EQ(run.view(index).state, State::fails);
    EXPECT_EQ(run.view(index).value, 100) << index;
  }
}

TEST(ThresholdJudge, AResetForgetsNumbersNotVerdicts) {
  Judged run{"p50<50ms", "p50<50ms for 1s"};
  run.second(requests("/", 10, milliseconds(100)));
  run.judge().reset(at(1));
  EXPECT_EQ(run.view(0).state, State::waiting);
  EXPECT_EQ(run.view(1).state, State::failed);
  run.second(requests("/", 10, milliseconds(10)));
  EXPECT_EQ(run.view(0).state, State::holds);
}

TEST(ThresholdJudge, SurvivesNumbersThatMakeNoSense) {
  StatsDelta sums = requests("/", 10, milliseconds(5));
  sums.requests.front().counters = RequestCounters{};  // buckets without counters
  Judged run{"p50<50ms", "avg<1ms", "failures<1%"};
  run.second(sums);
  EXPECT_EQ(run.view(0).state, State::holds);
  EXPECT_EQ(run.view(1).state, State::waiting);
}

}  // namespace
}  // namespace acrida
