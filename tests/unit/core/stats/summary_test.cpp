// Summary: the numbers of a row.
#include "core/stats/summary.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

struct Recorded {
  RequestCounters counters;
  Histogram latency;

  void add(std::chrono::nanoseconds time) {
    ++counters.requests;
    counters.add_response_time(time);
    counters.min_response_time = std::min(counters.min_response_time, time);
    counters.max_response_time = std::max(counters.max_response_time, time);
    latency.record(time);
  }
};

TEST(Summary, OfNothingIsAllZero) {
  const SummaryRow row = summarise("GET", "/a", {}, {}, {});
  EXPECT_EQ(row.method, "GET");
  EXPECT_EQ(row.name, "/a");
  EXPECT_EQ(row.requests, 0u);
  EXPECT_EQ(row.min_ms, 0);
  EXPECT_EQ(row.max_ms, 0);
  EXPECT_EQ(row.average_ms, 0);
  EXPECT_EQ(row.average_content_length_bytes, 0);
  for (const double p : row.percentiles_ms) EXPECT_EQ(p, 0);
}

TEST(Summary, OfAThousandKnownTimes) {
  Recorded r;
  for (int ms = 1; ms <= 1000; ++ms) r.add(ms * 1ms);
  r.counters.failures = 10;
  r.counters.unknown = 3;
  r.counters.content_length_bytes = 500'000;
  const SummaryRow row = summarise("", "Aggregated", r.counters, r.latency, {});
  EXPECT_EQ(row.requests, 1000u);
  EXPECT_EQ(row.failures, 10u);
  EXPECT_EQ(row.unknown, 3u);
  EXPECT_EQ(row.timed, 1000u);
  EXPECT_DOUBLE_EQ(row.average_ms, 500.5);
  EXPECT_DOUBLE_EQ(row.min_ms, 1);
  EXPECT_DOUBLE_EQ(row.max_ms, 1000);
  EXPECT_DOUBLE_EQ(row.average_content_length_bytes, 500);
  for (std::size_t i = 0; i < kReportedPercentiles.size(); ++i) {
    const double truth = kReportedPercentiles[i] * 1000;
    EXPECT_NEAR(row.percentiles_ms[i], truth, truth * 0.01 + 1);
  }
  EXPECT_DOUBLE_EQ(row.percentiles_ms.back(), 1000);
  EXPECT_DOUBLE_EQ(row.median_ms, row.percentiles_ms[0]);
}

TEST(Summary, PercentilesStayWithinTheExactExtremes) {
  Recorded r;
  r.add(1'000'003ns);
  const SummaryRow row = summarise("GET", "/a", r.counters, r.latency, {});
  EXPECT_DOUBLE_EQ(row.median_ms, 1.000003);
  for (const double p : row.percentiles_ms) EXPECT_DOUBLE_EQ(p, 1.000003);
}

TEST(Summary, UntimedRequestsAreNotInTheAverage) {
  Recorded r;
  r.add(10ms);
  r.counters.requests += 4;
  r.counters.untimed = 4;
  r.counters.content_length_bytes = 50;
  const SummaryRow row = summarise("GET", "/a", r.counters, r.latency, {});
  EXPECT_EQ(row.timed, 1u);
  EXPECT_DOUBLE_EQ(row.average_ms, 10);
  EXPECT_DOUBLE_EQ(row.average_content_length_bytes, 10);
}

TEST(Summary, CountersThatContradictThemselvesAreShownNotFollowed) {
  RequestCounters c;
  c.requests = 5;  // a peer that sent no extremes: the minimum is still its start value
  c.failures = 9;
  const SummaryRow row = summarise("GET", "/a", c, {}, {});
  EXPECT_EQ(row.failures, 9u);
  EXPECT_EQ(row.min_ms, 0);
  EXPECT_EQ(row.max_ms, 0);
}

}  // namespace
}  // namespace acrida
