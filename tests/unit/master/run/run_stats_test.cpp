// Tests of RunStats: merging, clocks, bounds.
#include "master/run/run_stats.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kEpoch = 42;

Now at(double seconds) {
  const auto since =
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
  return {Instant(1000s) + since,
          WallTime(1'700'000'000s) + std::chrono::duration_cast<WallTime::duration>(since)};
}

RequestDelta row(const std::string& name, std::uint32_t requests, std::int64_t second,
                 std::chrono::nanoseconds latency = 10ms) {
  RequestDelta delta;
  delta.method = "GET";
  delta.name = name;
  delta.counters.requests = requests;
  delta.counters.total_response_time = latency * requests;
  delta.counters.min_response_time = delta.counters.max_response_time = latency;
  delta.latency = {{Histogram::bucket_of(latency), requests}};
  delta.seconds = {{second, requests, 0}};
  return delta;
}

struct Reporter {
  wire::StatsReport next(std::vector<RequestDelta> rows, WallTime taken_at) {
    wire::StatsReport report;
    report.epoch = kEpoch;
    report.sequence = ++sequence;
    report.exact = true;
    report.taken_at = taken_at;
    report.delta.requests = std::move(rows);
    return report;
  }
  std::uint64_t sequence = 0;
  ReportMark mark{};
};

Timeline::Moment with_users(std::uint64_t users) {
  Timeline::Moment moment;
  moment.users = users;
  return moment;
}

RunView describe(RunStats& stats, Now now, bool details = false) {
  RunView view;
  stats.describe(view, details, now);
  return view;
}

TEST(RunStats, TotalIsTheSumOfTheRows) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter a, b;
  stats.merge(a.next({row("/b", 3, 1'700'000'000), row("/a", 2, 1'700'000'000)}, at(1).wall),
              a.mark, at(1));
  stats.merge(b.next({row("/a", 5, 1'700'000'000, 20ms)}, at(1).wall), b.mark, at(1));
  const RunView view = describe(stats, at(2), true);
  ASSERT_EQ(view.rows.size(), 2u);
  EXPECT_EQ(view.rows[0].name, "/a");
  EXPECT_EQ(view.rows[0].requests, 7u);
  EXPECT_EQ(view.total.requests, 10u);
  EXPECT_DOUBLE_EQ(view.total.min_ms, 10);
  EXPECT_DOUBLE_EQ(view.total.max_ms, 20);
  EXPECT_DOUBLE_EQ(view.total.total_requests_per_s, 5);
  ASSERT_EQ(view.details.size(), 2u);
  EXPECT_EQ(view.details[0].latency.size(), 2u);
}

TEST(RunStats, ShowsTimesFromTheIntendedStartFirst) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter a;
  RequestDelta late = row("/paced", 100, 1'700'000'001, 10ms);
  late.counters.intended_starts = 100;
  late.counters.total_start_lag = 100 * 90ms;
  late.counters.add_intended_time(100ms);
  late.intended = {{Histogram::bucket_of(100ms), 100}};
  stats.merge(a.next({row("/free", 300, 1'700'000'000, 10ms)}, at(1).wall), a.mark, at(1));
  stats.merge(a.next({late}, at(2).wall), a.mark, at(2));
  const RunView view = describe(stats, at(2));
  ASSERT_EQ(view.rows.size(), 2u);
  EXPECT_EQ(view.rows[0].intended_starts, 0u);
  EXPECT_DOUBLE_EQ(view.rows[0].average_ms, 10);
  EXPECT_DOUBLE_EQ(view.rows[0].actual.average_ms, 10);
  EXPECT_EQ(view.rows[1].intended_starts, 100u);
  EXPECT_DOUBLE_EQ(view.rows[1].average_ms, 100);
  EXPECT_DOUBLE_EQ(view.rows[1].median_ms, 100);
  EXPECT_DOUBLE_EQ(view.rows[1].actual.median_ms, 10);
  // Of 400 requests, 100 had an intended start.
  EXPECT_EQ(view.total.intended_starts, 100u);
  EXPECT_DOUBLE_EQ(view.total.average_ms, 32.5);
  EXPECT_NEAR(view.total.median_ms, 10, 0.1);
  EXPECT_NEAR(view.total.percentiles_ms[3], 100, 1);  // 80 %
  EXPECT_NEAR(view.total.actual.percentiles_ms[3], 10, 0.1);
  EXPECT_NEAR(view.current_p95_ms.value(), 100, 1);
  stats.reset(at(3));
  stats.merge(a.next({row("/free", 1, 1'700'000'003, 10ms)}, at(4).wall), a.mark, at(4));
  EXPECT_EQ(describe(stats, at(4)).total.intended_starts, 0u);
}

TEST(RunStats, SecondsAreShiftedToTheMastersClock) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  // The slave's clock is an hour ahead.
  for (int second = 0; second < 14; ++second) {
    const auto wall = at(second + 1).wall + 1h;
    const std::int64_t there = 1'700'000'000 + 3600 + second;
    stats.merge(slave.next({row("/", 50, there)}, wall), slave.mark, at(second + 1));
  }
  EXPECT_NEAR(describe(stats, at(14)).total.current_requests_per_s, 50, 0.01);
  const RunView view = describe(stats, at(14), true);
  EXPECT_EQ(view.details[0].seconds.front().epoch_second, 1'700'000'000);
}

TEST(RunStats, AStepOfTheWallClockBendsNoRate) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  for (int second = 0; second < 14; ++second) {
    Now now = at(second + 1);
    if (second > 5) now.wall -= 1h;  // of the master
    stats.merge(slave.next({row("/", 50, 1'700'000'000 + second)}, at(second + 1).wall), slave.mark,
                now);
  }
  Now now = at(14);
  now.wall -= 1h;
  const RunView view = describe(stats, now);
  EXPECT_NEAR(view.total.current_requests_per_s, 50, 0.01);
  EXPECT_NEAR(view.total.total_requests_per_s, 50, 0.01);
}

TEST(RunStats, NonsenseClocksAreHarmless) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  for (const WallTime taken : {WallTime::max(), WallTime::min(), WallTime{}}) {
    stats.merge(slave.next({row("/", 1, kMax), row("/", 1, kMin), row("/", 1, 0)}, taken),
                slave.mark, at(1));
  }
  const RunView view = describe(stats, at(2));
  EXPECT_EQ(view.total.requests, 9u);
  EXPECT_TRUE(std::isfinite(view.total.total_requests_per_s));
}

TEST(RunStats, ElapsedTimeEndsWithTheLastRequest) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  stats.merge(slave.next({row("/", 40, 1'700'000'003)}, at(4).wall), slave.mark, at(4));
  stats.finish(at(9));
  EXPECT_NEAR(describe(stats, at(100)).total.total_requests_per_s, 10, 0.01);
}

TEST(RunStats, NamesAreBounded) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  for (std::size_t i = 0; i < RunStats::kMaxRows + 100; i += 100) {
    std::vector<RequestDelta> rows;
    for (std::size_t k = i; k < i + 100; ++k) {
      RequestDelta delta = row("/" + std::to_string(k), 1, 1'700'000'000);
      delta.latency.clear();  // a histogram each would be 200 MB
      rows.push_back(std::move(delta));
    }
    stats.merge(slave.next(std::move(rows), at(1).wall), slave.mark, at(1));
  }
  const RunView view = describe(stats, at(2));
  EXPECT_EQ(view.rows.size(), RunStats::kMaxRows + 1);
  EXPECT_EQ(view.total.requests, RunStats::kMaxRows + 100);
  EXPECT_EQ(view.rows.front().name, RunStats::kFurtherNames);
  EXPECT_EQ(view.rows.front().requests, 100u);
}

TEST(RunStats, TheTimelineHasEachSecondWithItsOwnLatencies) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  for (int second = 0; second < 6; ++second) {  // reported within the second after it
    const auto latency = std::chrono::milliseconds(10 * (second + 1));
    stats.merge(slave.next({row("/", 2, 1'700'000'000 + second, latency)}, at(second + 1.5).wall),
                slave.mark, at(second + 1.5));
    stats.advance_second(with_users(5), at(second + 1.9));
  }
  const RunView view = describe(stats, at(7));
  const auto points = view.timeline.points();
  ASSERT_EQ(points.size(), 4u) << "the newest seconds are not complete yet";
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(points[i]->second, 1'700'000'000 + static_cast<int>(i));
    EXPECT_EQ(points[i]->requests_per_s, 2);
    EXPECT_EQ(points[i]->users, 5u);
  }
  EXPECT_NEAR(points[1]->latency_ms[0], 20, 0.2);
  EXPECT_NEAR(points[2]->latency_ms[0], 30, 0.3);
  EXPECT_EQ(view.rows[0].recent_requests.back(), 2u);
  EXPECT_EQ(view.total.recent_requests[kRecentSeconds - 5], 2u);
  EXPECT_EQ(view.total.recent_requests[kRecentSeconds - 6], 0u);
}

TEST(RunStats, TheTimelineEndsWithTheLastWholeSecondOfTheRun) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  stats.merge(slave.next({row("/", 2, 1'700'000'001)}, at(2).wall), slave.mark, at(2));
  stats.finish(at(2.5));
  for (int second = 3; second < 20; ++second) stats.advance_second(with_users(0), at(second));
  const auto points = describe(stats, at(20)).timeline.points();
  EXPECT_EQ(points.size(), 2u);
}

TEST(RunStats, CurrentPercentilesForgetAfterTenSeconds) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  stats.merge(slave.next({row("/", 10, 1'700'000'000)}, at(1).wall), slave.mark, at(1));
  EXPECT_NEAR(describe(stats, at(1)).current_p50_ms.value(), 10, 0.1);
  for (int second = 1; second <= 10; ++second) stats.advance_second(with_users(5), at(second));
  const RunView view = describe(stats, at(11));
  EXPECT_FALSE(view.current_p50_ms.has_value());
  EXPECT_NEAR(view.total.median_ms, 10, 0.1);  // the total does not forget
}

TEST(RunStats, ResetKeepsTheRows) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  stats.merge(slave.next({row("/", 10, 1'700'000'000)}, at(1).wall), slave.mark, at(1));
  stats.add_exception({"boom", "trace", 3}, "h_1");
  EXPECT_EQ(describe(stats, at(1)).exceptions.at(0).count, 3u);
  stats.reset(at(2));
  const RunView view = describe(stats, at(3));
  ASSERT_EQ(view.rows.size(), 1u);
  EXPECT_EQ(view.rows[0].requests, 0u);
  EXPECT_EQ(view.total.requests, 0u);
  EXPECT_TRUE(view.exceptions.empty());
}

TEST(RunStats, SecondsOfARowAreBounded) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  for (int second = 0; second < 1000; ++second) {
    stats.merge(slave.next({row("/", 1, 1'700'000'000 + second)}, at(second + 1).wall), slave.mark,
                at(second + 1));
    stats.advance_second(with_users(1), at(second + 1));
  }
  EXPECT_EQ(describe(stats, at(1001), true).details[0].seconds.size(), RunStats::kMaxSecondsPerRow);
}

// A slave that has forgotten some of its reports is not unheard for the rest of the run.
TEST(RunStats, AGapThatStaysIsCountedAsLost) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter slave;
  stats.merge(slave.next({row("/", 1, 1'700'000'000)}, at(1).wall), slave.mark, at(1));
  slave.sequence += 3;
  const wire::StatsReport later = slave.next({row("/", 10, 1'700'000'000)}, at(1).wall);
  int tries = 0;
  for (; tries < 100 && !stats.merge(later, slave.mark, at(1)); ++tries)
    slave.mark.futile_beats += slave.mark.is_early ? 1 : 0;  // as heartbeats do
  EXPECT_EQ(tries, 20);
  EXPECT_EQ(describe(stats, at(2)).link.lost_reports, 3u);
  EXPECT_EQ(describe(stats, at(2)).total.requests, 11u);
  EXPECT_FALSE(stats.merge(later, slave.mark, at(1))) << "a repetition";
  EXPECT_TRUE(stats.merge(slave.next({}, at(1).wall), slave.mark, at(1)));
}

// What a journal keeps of one master makes the same numbers on the next one.
TEST(RunStats, SumsMakeTheSameNumbersAgain) {
  RunStats stats(true), again;
  stats.begin(kEpoch, at(0));
  again.begin(kEpoch, at(0));
  Reporter a, b;
  for (int second = 0; second < 100; ++second) {
    const std::int64_t wall = 1'700'000'000 + second;
    const Now now = at(second + 1);
    stats.merge(a.next({row("/a", 3, wall), row("/b", 1, wall, 40ms)}, now.wall), a.mark, now);
    RequestDelta paced = row("/b", 2, wall, 5ms);
    if (second > 50) {
      paced.counters.intended_starts = 2;
      paced.intended = {{Histogram::bucket_of(80ms), 2}};
    }
    stats.merge(b.next({paced}, now.wall), b.mark, now);
    again.count(stats.take_sums(now), now);
    stats.advance_second(with_users(7), now);
    again.advance_second(with_users(7), now);
  }
  EXPECT_TRUE(stats.take_sums(at(100)).empty());
  const RunView one = describe(stats, at(101), true), two = describe(again, at(101), true);
  ASSERT_EQ(two.rows.size(), 2u);
  EXPECT_EQ(two.total.requests, 600u);
  for (const auto& [first, second] :
       {std::pair(one.rows[0], two.rows[0]), std::pair(one.rows[1], two.rows[1]),
        std::pair(one.total, two.total)}) {
    EXPECT_EQ(first.requests, second.requests);
    EXPECT_EQ(first.intended_starts, second.intended_starts);
    EXPECT_EQ(first.percentiles_ms, second.percentiles_ms);
    EXPECT_EQ(first.actual.percentiles_ms, second.actual.percentiles_ms);
    EXPECT_DOUBLE_EQ(first.current_requests_per_s, second.current_requests_per_s);
    EXPECT_DOUBLE_EQ(first.total_requests_per_s, second.total_requests_per_s);
  }
  EXPECT_EQ(one.details[1].latency, two.details[1].latency);
  EXPECT_EQ(one.details[1].seconds, two.details[1].seconds);
  const auto of_one = one.timeline.points(), of_two = two.timeline.points();
  ASSERT_EQ(of_two.size(), of_one.size());
  EXPECT_EQ(of_one[60]->latency_ms, of_two[60]->latency_ms);
}

TEST(RunStats, ARowThatSomebodyLooksAtHasACourse) {
  constexpr std::int64_t kFirst = 1'700'000'000;
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter reporter;
  int second = 0;
  const auto pass = [&](int seconds) {
    for (int i = 0; i < seconds; ++i, ++second) {
      const Now now = at(second + 1);
      stats.merge(
          reporter.next({row("/a", 7, kFirst + second), row("/b", 1, kFirst + second)}, now.wall),
          reporter.mark, now);
      stats.advance_second(Timeline::Moment(), now);
    }
  };
  pass(20);
  EXPECT_TRUE(describe(stats, at(20)).row_courses.empty());
  stats.watch("GET", "/a", Timeline::Moment(), at(20));
  stats.watch("GET", "/none", Timeline::Moment(), at(20));
  pass(10);
  const RunView view = describe(stats, at(30));
  ASSERT_EQ(view.row_courses.size(), 1u);
  EXPECT_EQ(view.row_courses[0].name, "/a");
  const auto points = view.row_courses[0].course.points();
  ASSERT_EQ(points.size(), 28u) << "all but the last seconds";
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(points[i]->second, kFirst + static_cast<std::int64_t>(i));
    EXPECT_EQ(points[i]->requests_per_s, 7);
    // Of what had been over when somebody looked first, latencies are not known.
    EXPECT_EQ(points[i]->latency_ms[0] > 0, i >= 20) << i;
  }
}

TEST(RunStats, RowsThatNobodyLooksAtAnyMoreAreForgotten) {
  RunStats stats;
  stats.begin(kEpoch, at(0));
  Reporter reporter;
  std::vector<RequestDelta> rows;
  for (std::size_t i = 0; i <= RowWatch::kMaxRows; ++i)
    rows.push_back(row("/" + std::to_string(i), 1, 1'700'000'000));
  stats.merge(reporter.next(rows, at(1).wall), reporter.mark, at(1));
  for (std::size_t i = 0; i <= RowWatch::kMaxRows; ++i)
    stats.watch("GET", "/" + std::to_string(i), Timeline::Moment(),
                at(1 + 0.1 * static_cast<double>(i)));
  const auto courses = describe(stats, at(3)).row_courses;
  ASSERT_EQ(courses.size(), RowWatch::kMaxRows);
  for (const RowCourse& course : courses) EXPECT_NE(course.name, "/0");
  stats.watch("GET", "/7", Timeline::Moment(), at(50));
  stats.advance_second(Timeline::Moment(), at(70));
  const auto left = describe(stats, at(70)).row_courses;
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].name, "/7");
}

}  // namespace
}  // namespace acrida
