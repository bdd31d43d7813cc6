// codec_bench: CPU time of one slave report on its way, by the number of its names.
// Links core_wire and core_stats; prints medians of kRounds.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/stats/histogram.hpp"
#include "core/wire/codec.hpp"
#include "tests/bench/bench_row.hpp"

namespace {

using namespace acrida;

constexpr int kRounds = 1'001;
constexpr int kBucketsPerName = 30;

double cpu_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

template <class Work>
double median_microseconds(Work work) {
  std::vector<double> times;
  for (int round = 0; round < kRounds; ++round) {
    const double begin = cpu_microseconds();
    work();
    times.push_back(cpu_microseconds() - begin);
  }
  std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
  return times[kRounds / 2];
}

wire::StatsReport report_with(int names) {
  std::mt19937 random(1);
  wire::StatsReport report;
  report.epoch = 3;
  report.sequence = 12;
  report.taken_at = from_epoch_seconds(1'786'000'000);
  report.user_counts = {{"Shopper", 400}, {"Visitor", 100}};
  for (int i = 0; i < names; ++i) {
    RequestDelta row{"GET", "/api/v1/items/" + std::to_string(i), {}, {}, {}};
    std::uint16_t bucket = Histogram::bucket_of(std::chrono::milliseconds(2));
    for (int b = 0; b < kBucketsPerName; ++b) {
      bucket = static_cast<std::uint16_t>(bucket + 1 + random() % 6);
      row.latency.push_back({bucket, 1 + random() % 200});
      row.counters.requests += row.latency.back().count;
    }
    row.counters.min_response_time = Histogram::value_of(row.latency.front().bucket);
    row.counters.max_response_time = Histogram::value_of(row.latency.back().bucket);
    row.counters.total_response_time = row.counters.requests * std::chrono::milliseconds(7);
    row.counters.content_length_bytes = row.counters.requests * 1'234;
    row.seconds = {{1'785'999'999, 1'500, 0}, {1'786'000'000, 1'400, 2}};
    report.delta.requests.push_back(std::move(row));
  }
  return report;
}

/// What a master keeps of each name.
struct Row {
  RequestCounters counters;
  Histogram latency;
};

void measure(int names) {
  const wire::FromSlave message = report_with(names);
  const std::string frame = wire::encode(message, "host_0123456789abcdef0123456789abcdef");
  std::vector<Row> rows(static_cast<std::size_t>(names));
  std::size_t sink = 0;
  const double encode_us =
      median_microseconds([&] { sink += wire::encode(message, "host_1").size(); });
  const double decode_us =
      median_microseconds([&] { sink += wire::decode_from_slave(frame).has_value() ? 1 : 0; });
  const double both_us = median_microseconds([&] {
    const auto decoded = wire::decode_from_slave(frame);
    const auto& requests = std::get<wire::StatsReport>(decoded->message).delta.requests;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      rows[i].counters.merge(requests[i].counters);
      rows[i].latency.merge(requests[i].latency);
    }
  });
  const std::string what =
      "report of " + std::to_string(names) + " names, " + std::to_string(frame.size()) + " bytes: ";
  if (sink == 0) std::printf("codec: nothing decoded\n");
  tests::report({"codec", what + "encode", encode_us, "us CPU"});
  tests::report({"codec", what + "decode", decode_us, "us CPU"});
  tests::report({"codec", what + "decode and add", both_us, "us CPU"});
}

}  // namespace

int main() {
  for (const int names : {1, 10, 50, 200}) measure(names);
  return 0;
}
