// Tests of Timeline: which seconds there are, and what becomes of old ones.
#include "master/run/timeline.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kStart = 1'699'999'980;  // a whole minute

/// A run with `per_s` requests in each second, of which the latencies come a second later.
class Course {
 public:
  Course() { timeline_.begin(kStart); }

  void pass(int seconds, std::uint64_t per_s = 1, std::chrono::nanoseconds latency = 10ms) {
    for (int i = 0; i < seconds; ++i) {
      timeline_.count(now_, per_s, 0);
      ++now_;
      latencies_.merge({{Histogram::bucket_of(latency), per_s}});
      tell();
    }
  }
  /// Nobody is there for so long.
  void sleep(int seconds) {
    now_ += seconds;
    tell();
  }
  void count(std::int64_t second, std::uint64_t requests) { timeline_.count(second, requests, 0); }
  TimelineView view() { return ++views_, timeline_.view(); }
  std::uint64_t views() const { return views_; }
  std::int64_t now() const { return now_; }

 private:
  void tell() {
    Timeline::Moment moment;
    moment.now_second = now_;
    moment.users = static_cast<std::uint64_t>(now_ - kStart);
    moment.last_view = views_;
    timeline_.advance(moment, latencies_, Timeline::kLag_s);
    latencies_.advance();
  }

  Timeline timeline_;
  LatencyWindow latencies_;
  std::int64_t now_ = kStart;
  std::uint64_t views_ = 0;
};

TEST(Timeline, ASecondIsThereWhenItIsComplete) {
  Course course;
  course.pass(2);
  EXPECT_TRUE(course.view().points().empty());
  course.pass(1);
  const TimelineView view = course.view();
  ASSERT_EQ(view.points().size(), 1u);
  const TimelinePoint& first = *view.points()[0];
  EXPECT_EQ(first.second, kStart);
  EXPECT_EQ(first.requests_per_s, 1);
  EXPECT_EQ(first.users, 1u) << "those at its end";
  EXPECT_NEAR(first.latency_ms[0], 10, 0.1);
  EXPECT_EQ(first.cpu_percent, -1);
}

TEST(Timeline, WhatComesTooLateChangesNothing) {
  Course course;
  course.pass(10);
  course.count(kStart, 1000);
  course.count(kStart - 1, 1000);
  course.count(course.now() + 100'000, 1000);
  course.pass(10);
  const TimelineView view = course.view();
  for (const TimelinePoint* point : view.points()) EXPECT_EQ(point->requests_per_s, 1);
}

TEST(Timeline, ASecondWithoutRequestsHasNoLatency) {
  Course course;
  course.pass(3, 0);
  const TimelineView view = course.view();
  ASSERT_EQ(view.points().size(), 1u);
  EXPECT_EQ(view.points()[0]->requests_per_s, 0);
  EXPECT_LT(view.points()[0]->latency_ms[0], 0);
}

TEST(Timeline, OldSecondsAreRolledUp) {
  Course course;
  course.pass(7200, 3);
  course.pass(60, 6, 20ms);
  course.pass(3600 + 600);
  const TimelineView view = course.view();
  const auto points = view.points();
  EXPECT_LE(points.size(), Timeline::kSeconds + Timeline::kTens);
  std::int64_t next = kStart;
  double requests = 0;
  for (const TimelinePoint* point : points) {
    ASSERT_EQ(point->second, next) << "without a gap";
    next += point->span_s;
    requests += point->requests_per_s * point->span_s;
    if (point->second == kStart + 7210) {
      EXPECT_EQ(point->span_s, 10u);
      EXPECT_EQ(point->requests_per_s, 6);
      EXPECT_NEAR(point->latency_ms[0], 20, 0.2);
    }
  }
  EXPECT_DOUBLE_EQ(requests, 7200 * 3 + 60 * 6 + (3600 + 600 - 2));
}

TEST(Timeline, OfAYoungRunThereAreSecondsOnly) {
  Timeline timeline;
  timeline.begin(kStart + 6);
  const LatencyWindow latencies;
  Timeline::Moment moment;
  for (std::int64_t second = kStart + 6; second < kStart + 80; ++second) {
    moment.now_second = second;
    timeline.advance(moment, latencies, Timeline::kLag_s);
  }
  const TimelineView view = timeline.view();
  std::int64_t next = kStart + 6;
  for (const TimelinePoint* point : view.points()) {
    EXPECT_EQ(point->span_s, 1u);
    EXPECT_EQ(point->second, next++);
  }
  EXPECT_GT(next, kStart + 70);
}

TEST(Timeline, IsBounded) {
  Course course;
  course.pass(100'000);
  EXPECT_EQ(course.view().points().front()->second, kStart);
  course.pass(300'000);
  const TimelineView view = course.view();
  const auto points = view.points();
  EXPECT_LE(points.size(), Timeline::kSeconds + Timeline::kTens + Timeline::kMinutes + 120);
  EXPECT_GT(points.front()->second, kStart);
  EXPECT_EQ(points.front()->span_s, 60u);
}

TEST(Timeline, AViewTellsWhatTheOneBeforeItHadNot) {
  Course course;
  course.pass(10);
  course.view();
  const std::uint64_t first = course.views();
  EXPECT_TRUE(course.view().points_since(course.views()).empty());
  course.pass(3);
  EXPECT_EQ(course.view().points_since(first).size(), 3u);
  EXPECT_EQ(course.view().points_since(0).size(), 11u);
  EXPECT_TRUE(course.view().reaches_back_to(first));
  course.pass(7200);
  EXPECT_FALSE(course.view().reaches_back_to(first));
  EXPECT_TRUE(course.view().reaches_back_to(course.views()));
}

TEST(Timeline, ASleepIsZerosAndALongOneIsAGap) {
  Course course;
  course.pass(10);
  course.sleep(30);
  EXPECT_EQ(course.view().points().size(), 38u);
  course.sleep(100'000);
  course.pass(10);
  const TimelineView view = course.view();
  EXPECT_LE(view.points().size(), 50u);
  EXPECT_EQ(view.points().back()->second, course.now() - Timeline::kLag_s);
}

TEST(Timeline, HeatIsTheNumberOfRequestsInEachCell) {
  TimelinePoint point;
  Histogram latency;
  latency.record(1us, 2);   // below the first cell
  latency.record(10ms, 5);  // 2^23 ns and more, the lower half
  latency.record(15ms, 7);  // the upper half
  latency.record(std::chrono::hours(1), 1);
  describe_latency(point, latency);
  EXPECT_EQ(point.heat.front(), 2u);
  EXPECT_EQ(point.heat[1 + 2 * (23 - kFirstHeatBit)], 5u);
  EXPECT_EQ(point.heat[2 + 2 * (23 - kFirstHeatBit)], 7u);
  EXPECT_EQ(point.heat.back(), 1u);
}

TEST(Timeline, AYoungRunHasEachSecondOnce) {
  Timeline timeline;
  timeline.begin(kStart + 7);  // in the middle of ten seconds
  for (std::int64_t second = kStart + 7; second < kStart + 95; ++second) {
    timeline.count(second, 1, 0);
    Timeline::Moment moment;
    moment.now_second = second + 1;
    timeline.advance(moment, LatencyWindow(), Timeline::kLag_s);
  }
  const TimelineView view = timeline.view();
  EXPECT_FALSE(view.levels[0].empty());
  std::int64_t next = kStart + 7;
  for (const TimelinePoint* point : view.points()) {
    EXPECT_EQ(point->second, next);
    EXPECT_EQ(point->span_s, 1u);
    ++next;
  }
  EXPECT_EQ(next, kStart + 93);
}

}  // namespace
}  // namespace acrida
