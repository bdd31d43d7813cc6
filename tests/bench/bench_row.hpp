// BenchRow: one line of the table that `./dev bench` ends with.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace acrida::tests {

/// A figure, alone or beside that of a peer; the smaller the better.
struct BenchRow {
  std::string bench = {};  // "fast_http"
  std::string what = {};   // "nginx, 50 connections", without a tab
  double figure = 0;       // ours
  std::string unit = {};   // "us CPU per request"
  double goal = 0;         // of the ratio when there is a peer, else of the figure; 0: none
  std::string peer = {};   // "wrk"; empty when there is none
  double peer_figure = 0;
  double ratio = 0;  // the median of those of the pairs, which is not always that of the medians
};

/// Prints the row, and appends it to the file that ACRIDA_BENCH_ROWS names, for results_table.
inline void report(const BenchRow& row) {
  std::printf("%s: %s: %.4g %s", row.bench.c_str(), row.what.c_str(), row.figure, row.unit.c_str());
  if (!row.peer.empty())
    std::printf(", %s %.4g: ratio %.3f", row.peer.c_str(), row.peer_figure, row.ratio);
  if (row.goal > 0) std::printf(" (goal <= %g)", row.goal);
  std::printf("\n");
  std::fflush(stdout);
  const char* const path = std::getenv("ACRIDA_BENCH_ROWS");
  std::FILE* const file = path ? std::fopen(path, "a") : nullptr;
  if (!file) return;
  std::fprintf(file, "%s\t%s\t%.9g\t%s\t%.9g\t%s\t%.9g\t%.9g\n", row.bench.c_str(),
               row.what.c_str(), row.figure, row.unit.c_str(), row.goal, row.peer.c_str(),
               row.peer_figure, row.ratio);
  std::fclose(file);
}

}  // namespace acrida::tests
