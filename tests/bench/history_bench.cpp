// history_bench: how large a run of two hours (or as many as named) with 200 names is in the archive,
// and how long it takes to open.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "master/history/run_archive.hpp"
#include "master/history/run_store.hpp"
#include "tests/bench/bench_row.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

using namespace acrida;

constexpr int kNames = 200;
constexpr int kRequestsPerSecond = 50;  // of each name
constexpr WallTime kStart(std::chrono::seconds(1'700'000'000));

/// A second of a run of 10,000 requests per second, lognormal times around 20 ms, other for each name.
JournalEntry entry_at(int second, bool is_last, std::mt19937_64& random) {
  JournalEntry entry;
  entry.run.epoch = 1;
  entry.run.started_at = kStart;
  entry.run.phase = is_last ? RunStanding::Phase::over : RunStanding::Phase::active;
  entry.run.kept_at = entry.time = kStart + std::chrono::seconds(second);
  entry.users = 1000;
  entry.ends_second = true;
  std::normal_distribution<double> noise(0, 0.5);
  for (int i = 0; i < kNames; ++i) {
    RequestDelta row;
    row.method = "GET";
    row.name = "/shop/category/" + std::to_string(i);
    Histogram times;
    for (int n = 0; n < kRequestsPerSecond; ++n) {
      const double ms = (5 + i % 40) * std::exp(noise(random));
      const auto time = std::chrono::nanoseconds(static_cast<std::int64_t>(ms * 1e6));
      times.record(time);
      row.counters.total_response_time += time;
      row.counters.min_response_time = std::min(row.counters.min_response_time, time);
      row.counters.max_response_time = std::max(row.counters.max_response_time, time);
    }
    row.counters.requests = kRequestsPerSecond;
    row.latency = times.sparse();
    row.seconds = {{1'700'000'000 + second - 1, kRequestsPerSecond, 0}};
    entry.sums.requests.push_back(std::move(row));
  }
  return entry;
}

/// On a shared machine the time of the clock says little.
double cpu_s() {
  return tests::cpu_time_us() / 1e6;
}

double file_megabytes(const std::filesystem::path& folder) {
  return static_cast<double>(std::filesystem::file_size(folder / "runs.sqlite")) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  const int hours = argc > 1 ? std::atoi(argv[1]) : 2;
  const tests::TempDir folder;
  std::mt19937_64 random(1);
  double spent_s = 0;
  {
    auto store = RunStore::open(folder.path());
    if (!store) return std::fprintf(stderr, "%s\n", store.error().what.c_str()), 1;
    // A thousand different seconds: to draw all of a day would take longer than to write them.
    std::vector<JournalEntry> drawn;
    for (int i = 0; i < 1000; ++i) drawn.push_back(entry_at(1, false, random));
    for (int second = 1; second <= hours * 3600; ++second) {
      JournalEntry& entry = drawn[static_cast<std::size_t>(second) % drawn.size()];
      entry.run.kept_at = entry.time = kStart + std::chrono::seconds(second);
      for (RequestDelta& row : entry.sums.requests)
        row.seconds[0].epoch_second = 1'700'000'000 + second - 1;
      if (second == hours * 3600) entry.run.phase = RunStanding::Phase::over;
      const double begin = cpu_s();
      if (auto done = (*store)->write(entry); !done)
        return std::fprintf(stderr, "%s\n", done.error().what.c_str()), 1;
      spent_s += cpu_s() - begin;
    }
  }
  auto runs = RunArchive::open(folder.path());
  if (!runs) return std::fprintf(stderr, "%s\n", runs.error().what.c_str()), 1;
  const ArchivedRun run = runs->find(1).value();
  const auto took = [](auto read) {
    const double begin = cpu_s();
    if (!read()) std::abort();
    return cpu_s() - begin;
  };
  const std::string scale = ", run of " + std::to_string(hours) + " h with 200 names";
  const auto row = [&](const std::string& what, double figure, const char* unit, double goal = 0) {
    report(tests::BenchRow{
        .bench = "history", .what = what + scale, .figure = figure, .unit = unit, .goal = goal});
  };
  const WallTime middle = kStart + std::chrono::hours(hours / 2);
  row("file", file_megabytes(folder.path()), "MB", 1500);
  row("writing a second", spent_s * 1e3 / (hours * 3600), "ms CPU");
  row("opening", took([&] { return runs->view(run).has_value(); }), "s CPU", 2);
  row("points", took([&] { return runs->points(run).has_value(); }), "s CPU");
  row("points of a name",
      took([&] { return runs->points(run, "GET", "/shop/category/7").has_value(); }), "s CPU");
  row("an hour of it", took([&] {
        return runs->view(run, {middle, middle + std::chrono::hours(1)}).has_value();
      }),
      "s CPU");
  return 0;
}
