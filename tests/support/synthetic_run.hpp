// synthetic_run: runs to compare whose difference is known.
#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "core/stats/histogram.hpp"
#include "master/compare/comparison.hpp"

namespace acrida::tests {

/// Lognormal times around 20 ms; the level wanders from second to second as an autoregressive series.
struct Recipe {
  std::uint64_t seed = 1;
  int seconds = 300;
  int names = 5;
  double factor = 1;         // of the times
  double rate = 40;          // requests per second of each name
  double failure_share = 0;  // of each name
  double noise = 0.05;       // of the level
  double memory = 0.7;       // how much of the level stays from a second to the next
  int slow_name = -1;        // only this one has the factor
};

inline ComparedRun run_of(const Recipe& recipe) {
  std::mt19937_64 random(recipe.seed);
  std::normal_distribution<double> normal(0, 1);
  RunBlocks blocks({1000, 1000 + recipe.seconds});
  double level = 0;
  for (int second = 0; second < recipe.seconds; ++second) {
    const double fresh = std::sqrt(1 - recipe.memory * recipe.memory);
    level = recipe.memory * level + fresh * recipe.noise * normal(random);
    StatsDelta sums;
    for (int i = 0; i < recipe.names; ++i) {
      RequestDelta& row = sums.requests.emplace_back();
      row.method = "GET";
      row.name = "/" + std::to_string(i);
      Histogram times;
      const bool is_slow = recipe.slow_name < 0 || recipe.slow_name == i;
      const double typical_ms = 20 * (is_slow ? recipe.factor : 1) * std::exp(level);
      const int requests = std::poisson_distribution<int>(recipe.rate)(random);
      for (int n = 0; n < requests; ++n) {
        const double ms = typical_ms * std::exp(0.4 * normal(random));
        const auto time = std::chrono::nanoseconds(static_cast<std::int64_t>(ms * 1e6));
        times.record(time);
        row.counters.total_response_time += time;
        if (std::uniform_real_distribution<>()(random) < recipe.failure_share)
          ++row.counters.failures;
      }
      row.counters.requests = static_cast<std::uint64_t>(requests);
      row.latency = times.sparse();
    }
    blocks.add({1000 + second, 1001 + second}, sums);
  }
  ComparedRun run;
  run.id = recipe.seed;
  run.host = "http://x";
  run.test_hash = "abc";
  run.users = 10;
  run.slaves = 1;
  run.names = blocks.names();
  run.blocks = blocks.take();
  return run;
}

inline std::size_t words(const Comparison& comparison, Change word) {
  std::size_t count = 0;
  const auto look = [&](const MetricChanges& changes) {
    for (const MetricChange& change : changes) count += change.word == word ? 1 : 0;
  };
  look(comparison.total);
  for (const NameChange& name : comparison.names) look(name.metrics);
  return count;
}

}  // namespace acrida::tests
