// StatsDelta: merging; RequestCounters.
#include "core/stats/stats_delta.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kStart{std::chrono::seconds(1'700'000'000)};

RequestCounters counters(std::uint64_t requests, std::chrono::nanoseconds time) {
  RequestCounters c;
  c.requests = requests;
  c.total_response_time = time * requests;
  c.min_response_time = time;
  c.max_response_time = time;
  return c;
}

TEST(StatsDelta, MergeIntoNothingIsACopy) {
  StatsDelta from;
  from.requests.push_back({"GET", "/a", counters(2, 5ms), {{9, 2}}, {{100, 2, 0}}});
  from.errors.push_back({"GET", "/a", "x", 1, kStart, kStart});
  from.lateness = {{1, 1}};
  StatsDelta into;
  merge(into, from);
  EXPECT_EQ(into, from);
  merge(into, StatsDelta());
  EXPECT_EQ(into, from);
}

TEST(StatsDelta, TimesWithoutIntendedStartsJoinThoseWithThem) {
  RequestDelta paced{"GET", "/a", counters(1, 5ms), {{3, 1}}, {}, {{8, 1}}};
  paced.counters.intended_starts = 1;
  paced.counters.total_start_lag = 3ms;
  paced.counters.add_intended_time(8ms);
  const RequestDelta plain{"GET", "/a", counters(2, 1ms), {{1, 2}}, {}};
  const StatsDelta a{{paced}, {}, {}, {}};
  const StatsDelta b{{plain}, {}, {}, {}};
  for (const auto& [first, second] : {std::pair(a, b), std::pair(b, a)}) {
    StatsDelta into = first;
    merge(into, second);
    const RequestDelta& row = into.requests.at(0);
    EXPECT_EQ(row.latency, (SparseHistogram{{1, 2}, {3, 1}}));
    EXPECT_EQ(row.intended, (SparseHistogram{{1, 2}, {8, 1}}));
    EXPECT_EQ(row.counters.intended_starts, 1u);
    EXPECT_EQ(row.counters.total_start_lag, 3ms);
    EXPECT_EQ(row.counters.min_intended_time, 1ms);
    EXPECT_EQ(row.counters.max_intended_time, 8ms);
  }
}

TEST(StatsDelta, EqualKeysAreJoinedAndOthersAppended) {
  StatsDelta into;
  into.requests.push_back(
      {"GET", "/a", counters(2, 5ms), {{3, 1}, {9, 1}}, {{100, 1, 1}, {102, 1, 0}}});
  into.errors.push_back({"GET", "/a", "x", 1, kStart + 5s, kStart + 5s});
  into.lateness = {{4, 1}};
  StatsDelta from;
  from.requests.push_back({"POST", "/a", counters(1, 1ms), {{2, 1}}, {}});
  from.requests.push_back(
      {"GET", "/a", counters(3, 2ms), {{1, 1}, {9, 1}, {70, 1}}, {{101, 1, 0}, {102, 2, 1}}});
  from.errors.push_back({"GET", "/a", "x", 4, kStart, kStart + 1s});
  from.errors.push_back({"GET", "/a", "y", 1, kStart, kStart});
  from.lateness = {{4, 2}, {5, 1}};
  merge(into, from);

  ASSERT_EQ(into.requests.size(), 2u);
  const RequestDelta& row = into.requests[0];
  EXPECT_EQ(row.counters.requests, 5u);
  EXPECT_EQ(row.counters.total_response_time, 16ms);
  EXPECT_EQ(row.counters.min_response_time, 2ms);
  EXPECT_EQ(row.counters.max_response_time, 5ms);
  EXPECT_EQ(row.latency, (SparseHistogram{{1, 1}, {3, 1}, {9, 2}, {70, 1}}));
  EXPECT_EQ(row.seconds, (std::vector<SecondCount>{{100, 1, 1}, {101, 1, 0}, {102, 3, 1}}));
  EXPECT_EQ(into.requests[1].method, "POST");
  const std::vector<ErrorDelta> errors = {{"GET", "/a", "x", 5, kStart, kStart + 5s},
                                          {"GET", "/a", "y", 1, kStart, kStart}};
  EXPECT_EQ(into.errors, errors);
  EXPECT_EQ(into.lateness, (SparseHistogram{{4, 3}, {5, 1}}));
}

TEST(StatsDelta, ManyRowsAreJoinedInLinearTime) {
  StatsDelta into;
  StatsDelta from;
  for (int i = 0; i < 10'000; ++i) {
    into.requests.push_back({"GET", std::to_string(i), counters(1, 1ms), {}, {}});
    from.requests.push_back({"GET", std::to_string(9'999 - i), counters(1, 1ms), {}, {}});
  }
  merge(into, from);
  ASSERT_EQ(into.requests.size(), 10'000u);
  for (const RequestDelta& row : into.requests) ASSERT_EQ(row.counters.requests, 2u);
}

TEST(StatsDelta, SecondsStayBounded) {
  StatsDelta into;
  StatsDelta from;
  into.requests.push_back({"GET", "/a", {}, {}, {}});
  from.requests.push_back({"GET", "/a", {}, {}, {}});
  for (std::int64_t s = 0; s < 128; ++s) {
    into.requests[0].seconds.push_back({2 * s, 1, 0});
    from.requests[0].seconds.push_back({2 * s + 1, 1, 1});
  }
  merge(into, from);
  const auto& seconds = into.requests[0].seconds;
  ASSERT_EQ(seconds.size(), kMaxSecondsPerDelta);
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    requests += seconds[i].requests;
    failures += seconds[i].failures;
    if (i > 0) {
      EXPECT_LT(seconds[i - 1].epoch_second, seconds[i].epoch_second);
    }
  }
  EXPECT_EQ(requests, 256u);
  EXPECT_EQ(failures, 128u);
  EXPECT_EQ(seconds.back().epoch_second, 255);
}

TEST(RequestCounters, AnIdleIntervalHasNoExtremes) {
  RequestCounters into = counters(1, 5ms);
  RequestCounters idle;  // as boomer sends it
  idle.requests = 2;
  idle.untimed = 2;
  idle.min_response_time = 0ms;
  into.merge(idle);
  EXPECT_EQ(into.requests, 3u);
  EXPECT_EQ(into.timed(), 1u);
  EXPECT_EQ(into.min_response_time, 5ms);
}

TEST(RequestCounters, MoreUntimedThanRequestsIsNoneTimed) {
  RequestCounters c;
  c.requests = 2;
  c.untimed = 9;
  EXPECT_EQ(c.timed(), 0u);
}

TEST(RequestCounters, TotalResponseTimeSaturates) {
  RequestCounters c;
  c.add_response_time(std::chrono::nanoseconds::max() - 5ns);
  c.add_response_time(3ns);
  EXPECT_EQ(c.total_response_time, std::chrono::nanoseconds::max() - 2ns);
  c.add_response_time(3ns);
  EXPECT_EQ(c.total_response_time, std::chrono::nanoseconds::max());
}

}  // namespace
}  // namespace acrida
