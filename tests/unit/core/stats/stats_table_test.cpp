// StatsTable: what it counts, its bounds, odd names.
#include "core/stats/stats_table.hpp"

#include <random>

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kStart{std::chrono::seconds(1'700'000'000)};

RequestEvent get(std::string_view name, std::chrono::nanoseconds time = 1ms,
                 std::uint64_t bytes = 0) {
  RequestEvent event;
  event.method = "GET";
  event.name = name;
  event.response_time = time;
  event.content_length_bytes = bytes;
  return event;
}

RequestEvent failed(std::string_view name, std::string_view error) {
  RequestEvent event = get(name);
  event.outcome = Outcome::failure;
  event.error = error;
  return event;
}

TEST(StatsTable, EmptyTableGivesAnEmptyDelta) {
  StatsTable table;
  EXPECT_TRUE(table.take_delta().empty());
}

TEST(StatsTable, CountsEverythingOfARequest) {
  StatsTable table;
  table.record(get("/a", 3ms, 10), kStart);
  table.record(get("/a", 1ms, 20), kStart + 1500ms);
  const StatsDelta delta = table.take_delta();
  ASSERT_EQ(delta.requests.size(), 1u);
  const RequestDelta& row = delta.requests[0];
  EXPECT_EQ(row.method, "GET");
  EXPECT_EQ(row.name, "/a");
  EXPECT_EQ(row.counters.requests, 2u);
  EXPECT_EQ(row.counters.failures, 0u);
  EXPECT_EQ(row.counters.content_length_bytes, 30u);
  EXPECT_EQ(row.counters.total_response_time, 4ms);
  EXPECT_EQ(row.counters.min_response_time, 1ms);
  EXPECT_EQ(row.counters.max_response_time, 3ms);
  const SparseHistogram latency = {{Histogram::bucket_of(1ms), 1}, {Histogram::bucket_of(3ms), 1}};
  EXPECT_EQ(row.latency, latency);
  const std::vector<SecondCount> seconds = {{1'700'000'000, 1, 0}, {1'700'000'001, 1, 0}};
  EXPECT_EQ(row.seconds, seconds);
  EXPECT_TRUE(delta.errors.empty());
}

RequestEvent late(std::string_view name, std::chrono::nanoseconds time,
                  std::chrono::nanoseconds lag) {
  RequestEvent event = get(name, time);
  event.start_lag = lag;
  return event;
}

TEST(StatsTable, CountsFromTheIntendedStartToo) {
  StatsTable table;
  table.record(late("/a", 3ms, 0ms), kStart);
  table.record(late("/a", 1ms, 9ms), kStart);
  const RequestDelta row = table.take_delta().requests.at(0);
  const SparseHistogram latency = {{Histogram::bucket_of(1ms), 1}, {Histogram::bucket_of(3ms), 1}};
  const SparseHistogram intended = {{Histogram::bucket_of(3ms), 1},
                                    {Histogram::bucket_of(10ms), 1}};
  EXPECT_EQ(row.latency, latency);
  EXPECT_EQ(row.intended, intended);
  EXPECT_EQ(row.counters.intended_starts, 2u);
  EXPECT_EQ(row.counters.total_start_lag, 9ms);
  EXPECT_EQ(row.counters.min_intended_time, 3ms);
  EXPECT_EQ(row.counters.max_intended_time, 10ms);
  EXPECT_EQ(row.counters.max_response_time, 3ms);
}

TEST(StatsTable, RequestsWithoutAnIntendedStartAreInTheIntendedTimesOfTheOthers) {
  StatsTable table;
  table.record(get("/a", 50ms), kStart);
  table.record(late("/a", 1ms, 9ms), kStart);
  table.record(get("/a", 2ms), kStart);
  const RequestDelta row = table.take_delta().requests.at(0);
  const SparseHistogram intended = {{Histogram::bucket_of(2ms), 1},
                                    {Histogram::bucket_of(10ms), 1},
                                    {Histogram::bucket_of(50ms), 1}};
  EXPECT_EQ(row.intended, intended);
  EXPECT_EQ(row.counters.intended_starts, 1u);
  EXPECT_EQ(row.counters.min_intended_time, 2ms);
  EXPECT_EQ(row.counters.max_intended_time, 50ms);
  table.record(get("/a", 2ms), kStart);
  EXPECT_TRUE(table.take_delta().requests.at(0).intended.empty());
}

TEST(StatsTable, MethodsAndNamesAreApart) {
  StatsTable table;
  RequestEvent post = get("/a");
  post.method = "POST";
  table.record(get("/a"), kStart);
  table.record(post, kStart);
  table.record(get("/b"), kStart);
  RequestEvent shifted = get("ET/a");  // the same bytes in a row as GET /a
  shifted.method = "G";
  table.record(shifted, kStart);
  EXPECT_EQ(table.take_delta().requests.size(), 4u);
}

TEST(StatsTable, FailureCountsAsRequestAndAsError) {
  StatsTable table;
  table.record(failed("/a", "500"), kStart);
  table.record(failed("/a", "500"), kStart + 10ms);
  table.record(get("/a"), kStart);
  const StatsDelta delta = table.take_delta();
  EXPECT_EQ(delta.requests[0].counters.requests, 3u);
  EXPECT_EQ(delta.requests[0].counters.failures, 2u);
  const std::vector<SecondCount> seconds = {{1'700'000'000, 3, 2}};
  EXPECT_EQ(delta.requests[0].seconds, seconds);
  const std::vector<ErrorDelta> errors = {{"GET", "/a", "500", 2, kStart, kStart + 10ms}};
  EXPECT_EQ(delta.errors, errors);
}

TEST(StatsTable, UnknownOutcomeCountsAsUnknownOnly) {
  StatsTable table;
  RequestEvent event = get("/a", 5s, 100);
  event.outcome = Outcome::unknown;
  table.record(event, kStart);
  const StatsDelta delta = table.take_delta();
  ASSERT_EQ(delta.requests.size(), 1u);
  RequestCounters expected;
  expected.unknown = 1;
  EXPECT_EQ(delta.requests[0].counters, expected);
  EXPECT_TRUE(delta.requests[0].latency.empty());
  EXPECT_TRUE(delta.requests[0].seconds.empty());
  EXPECT_TRUE(delta.errors.empty());
}

TEST(StatsTable, NegativeResponseTimeCountsAsZero) {
  StatsTable table;
  table.record(get("/a", -1s), kStart);
  const StatsDelta delta = table.take_delta();
  EXPECT_EQ(delta.requests[0].counters.min_response_time, 0ns);
  EXPECT_EQ(delta.requests[0].counters.total_response_time, 0ns);
}

TEST(StatsTable, TakeDeltaStartsAfresh) {
  StatsTable table;
  table.record(failed("/a", "x"), kStart);
  table.record(get("/b"), kStart);
  table.record_lateness(2ms);
  const StatsDelta first = table.take_delta();
  EXPECT_EQ(first.requests.size(), 2u);
  EXPECT_EQ(first.lateness, (SparseHistogram{{Histogram::bucket_of(2ms), 1}}));
  EXPECT_TRUE(table.take_delta().empty());
  table.record(get("/b", 7ms), kStart + 1s);
  const StatsDelta second = table.take_delta();
  ASSERT_EQ(second.requests.size(), 1u);
  EXPECT_EQ(second.requests[0].name, "/b");
  EXPECT_EQ(second.requests[0].counters.requests, 1u);
  EXPECT_EQ(second.requests[0].counters.min_response_time, 7ms);
  EXPECT_EQ(second.requests[0].counters.max_response_time, 7ms);
  EXPECT_TRUE(second.errors.empty());
  EXPECT_TRUE(second.lateness.empty());
}

TEST(StatsTable, SecondsBeforeTheEpochAndBackwardsStayAscending) {
  StatsTable table;
  table.record(get("/a"), kStart);
  table.record(get("/a"), kStart - 3s);
  table.record(get("/a"), WallTime(-500ms));
  table.record(get("/a"), kStart - 3s);
  const std::vector<SecondCount> expected = {
      {-1, 1, 0}, {1'699'999'997, 2, 0}, {1'700'000'000, 1, 0}};
  EXPECT_EQ(table.take_delta().requests[0].seconds, expected);
}

TEST(StatsTable, SecondsAreBoundedAndTheirSumIsExact) {
  StatsTable table;
  for (int s = 0; s < 1000; ++s) table.record(get("/a"), kStart + std::chrono::seconds(s));
  const StatsDelta delta = table.take_delta();
  const auto& seconds = delta.requests[0].seconds;
  ASSERT_EQ(seconds.size(), kMaxSecondsPerDelta);
  std::uint64_t sum = 0;
  for (const SecondCount& second : seconds) sum += second.requests;
  EXPECT_EQ(sum, 1000u);
  EXPECT_EQ(seconds.back(), (SecondCount{1'700'000'999, 1, 0}));
  EXPECT_EQ(seconds[1], (SecondCount{1'700'000'873, 1, 0}));
}

TEST(StatsTable, NamesAreBoundedAndNothingIsLost) {
  StatsTable table;
  constexpr std::size_t kNames = StatsTable::kMaxNames + 500;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < kNames; ++i) table.record(get(std::to_string(i)), kStart);
  }
  const StatsDelta delta = table.take_delta();
  ASSERT_EQ(delta.requests.size(), StatsTable::kMaxNames + 1);
  EXPECT_EQ(delta.requests.back().name, StatsTable::kFurtherNames);
  EXPECT_EQ(delta.requests.back().method, "");
  EXPECT_EQ(delta.requests.back().counters.requests, 1000u);
  for (std::size_t i = 0; i < StatsTable::kMaxNames; ++i) {
    ASSERT_EQ(delta.requests[i].name, std::to_string(i));
    ASSERT_EQ(delta.requests[i].counters.requests, 2u);
  }
}

TEST(StatsTable, ErrorsOfFurtherNamesBelongToTheirRow) {
  StatsTable table;
  for (std::size_t i = 0; i < StatsTable::kMaxNames; ++i)
    table.record(get(std::to_string(i)), kStart);
  table.record(failed("one more", "boom"), kStart);
  const StatsDelta delta = table.take_delta();
  ASSERT_EQ(delta.errors.size(), 1u);
  EXPECT_EQ(delta.errors[0].name, StatsTable::kFurtherNames);
}

TEST(StatsTable, LongNamesAreCutBetweenCharacters) {
  StatsTable table;
  const std::string head(StatsTable::kMaxNameBytes - 1, 'x');
  table.record(get(head + "\xC3\xA4" + "1"), kStart);
  table.record(get(head + "\xC3\xA4" + "2"), kStart);
  table.record(get(head), kStart);
  const StatsDelta delta = table.take_delta();
  ASSERT_EQ(delta.requests.size(), 1u);
  EXPECT_EQ(delta.requests[0].name, head);
  EXPECT_EQ(delta.requests[0].counters.requests, 3u);
}

TEST(StatsTable, InvalidNamesBecomeValidAndAreOneRow) {
  StatsTable table;
  table.record(get("/a\xFF"), kStart);
  table.record(get("/a\xFE"), kStart);
  table.record(get("/a\xEF\xBF\xBD"), kStart);
  const StatsDelta delta = table.take_delta();
  ASSERT_EQ(delta.requests.size(), 1u);
  EXPECT_EQ(delta.requests[0].name, "/a\xEF\xBF\xBD");
  EXPECT_EQ(delta.requests[0].counters.requests, 3u);
}

TEST(StatsTable, HundredTablesMergeToWhatOneWouldHave) {
  std::mt19937_64 random(11);
  std::lognormal_distribution<double> latency_ns(16, 2);
  StatsTable one;
  StatsDelta merged;
  for (int slave = 0; slave < 100; ++slave) {
    StatsTable table;
    for (int i = 0; i < 500; ++i) {
      const std::string name = "/" + std::to_string(random() % 7);
      const std::chrono::nanoseconds time(static_cast<std::int64_t>(latency_ns(random)));
      const WallTime at = kStart + std::chrono::milliseconds(random() % 5000);
      RequestEvent event = get(name, time, random() % 1000);
      if (random() % 10 == 0) event.outcome = Outcome::failure;
      if (random() % 50 == 0) event.outcome = Outcome::unknown;
      event.error = event.outcome == Outcome::failure ? "broken" : "";
      const std::chrono::nanoseconds late(random() % 1'000'000);
      for (StatsTable* t : {&one, &table}) {
        t->record(event, at);
        t->record_lateness(late);
      }
    }
    merge(merged, table.take_delta());
  }
  StatsDelta expected = one.take_delta();
  const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
  for (StatsDelta* delta : {&merged, &expected}) {
    std::sort(delta->requests.begin(), delta->requests.end(), by_name);
    std::sort(delta->errors.begin(), delta->errors.end(), by_name);
  }
  ASSERT_EQ(merged.requests.size(), 7u);
  EXPECT_EQ(merged, expected);
}

}  // namespace
}  // namespace acrida
