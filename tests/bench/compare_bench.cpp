// compare_bench: how often the comparison cries wolf, and how often it sees what is there.
//   compare_bench [pairs] [seconds of each run]
#include <cstdio>
#include <cstdlib>

#include "tests/support/synthetic_run.hpp"

using namespace acrida;

int main(int argc, char** argv) {
  const int pairs = argc > 1 ? std::atoi(argv[1]) : 150;
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 240;
  std::printf("%d pairs of runs of %d s with 4 names; the level of their latency wanders by 5 %%\n",
              pairs, seconds);
  std::printf("%8s %22s %22s %18s\n", "memory", "equal: pairs with a", "5 % slower: p50 is",
              "too little data");
  std::printf("%8s %22s %22s %18s\n", "of a s", "false word", "worse", "on p50");
  for (const double memory : {0.0, 0.5, 0.7, 0.8, 0.9, 0.95}) {
    int alarms = 0, found = 0, silent = 0;
    for (int pair = 0; pair < pairs; ++pair) {
      tests::Recipe recipe;
      recipe.seed = 1000 + 2 * static_cast<std::uint64_t>(pair);
      recipe.seconds = seconds;
      recipe.names = 4;
      recipe.rate = 20;
      recipe.failure_share = 0.01;
      recipe.memory = memory;
      const ComparedRun a = tests::run_of(recipe);
      ++recipe.seed;
      const Comparison equal = compare(a, tests::run_of(recipe));
      const bool is_false =
          tests::words(equal, Change::better) + tests::words(equal, Change::worse) > 0;
      recipe.factor = 1.05;
      const auto p50 = static_cast<std::size_t>(CompareMetric::p50);
      const Change word = compare(a, tests::run_of(recipe)).total[p50].word;
      alarms += is_false ? 1 : 0;
      found += word == Change::worse ? 1 : 0;
      silent += word == Change::too_little_data ? 1 : 0;
    }
    const auto percent = [&](int count) { return 100.0 * count / pairs; };
    std::printf("%8.2f %20.1f %% %20.1f %% %16.1f %%\n", memory, percent(alarms), percent(found),
                percent(silent));
    std::fflush(stdout);
  }
  return 0;
}
