// HealthSum: one health a second, of all runners.
#include "slave/agent/health_sum.hpp"

#include <gtest/gtest.h>

#include "core/stats/histogram.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

SparseHistogram lag(std::chrono::nanoseconds value, std::uint64_t count) {
  Histogram histogram;
  histogram.record(value, count);
  return histogram.sparse();
}

std::uint64_t count_of(const SparseHistogram& histogram) {
  std::uint64_t sum = 0;
  for (const auto& bucket : histogram) sum += bucket.count;
  return sum;
}

wire::StatsReport report(std::chrono::nanoseconds cpu, std::uint64_t ticks) {
  wire::StatsReport one;
  GeneratorHealth health;
  health.window = 1s;
  health.cpu = cpu;
  health.memory_used_bytes = ticks;
  health.loop_lag = lag(3ms, ticks);
  one.health = health;
  one.delta.lateness = lag(5ms, 2);
  return one;
}

TEST(HealthSum, WhatTheOthersSaidGoesWithTheNextReportOfTheCurrentOne) {
  HealthSum sum;
  wire::StatsReport other = report(300ms, 50);
  sum.take_from(other);
  EXPECT_FALSE(other.health) << "else the slave would be judged twice";
  EXPECT_TRUE(other.delta.lateness.empty());
  wire::StatsReport rest;
  sum.complete(rest);
  EXPECT_FALSE(rest.health) << "a part of a report without a health";
  wire::StatsReport current = report(200ms, 100);
  sum.complete(current);
  EXPECT_EQ(current.health->cpu, 500ms);
  EXPECT_EQ(current.health->window, 1s);
  EXPECT_EQ(current.health->memory_used_bytes, 100u) << "of the machine, not of each";
  EXPECT_EQ(count_of(current.health->loop_lag), 150u);
  EXPECT_EQ(count_of(current.delta.lateness), 4u);
  wire::StatsReport next = report(200ms, 100);
  sum.complete(next);
  EXPECT_EQ(next.health->cpu, 200ms) << "once";
}

TEST(HealthSum, OfSeveralOthers) {
  HealthSum sum;
  for (int i = 0; i < 2; ++i) {
    wire::StatsReport other = report(100ms, 10);
    sum.take_from(other);
  }
  wire::StatsReport current = report(100ms, 10);
  sum.complete(current);
  EXPECT_EQ(current.health->cpu, 300ms);
  EXPECT_EQ(count_of(current.health->loop_lag), 30u);
}

}  // namespace
}  // namespace acrida
