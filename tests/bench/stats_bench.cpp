// stats_bench: CPU time and allocations of StatsTable::record and MetricTable::record.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <time.h>
#include <vector>

#include "core/stats/metric_table.hpp"
#include "core/stats/stats_table.hpp"
#include "slave/journal/journal.hpp"
#include "slave/journal/shard_journal.hpp"
#include "tests/bench/bench_row.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

// Replaces the allocation functions of this whole program by ones that count. Not inline,
// as g++ else sees a new that ends in free and warns.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kRecords = 2'000'000;
constexpr std::size_t kRepetitions = 7;

double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Requests over all names in an order without a pattern, with latencies around some milliseconds.
std::vector<acrida::RequestEvent> events_over(const std::vector<std::string>& names) {
  std::vector<acrida::RequestEvent> events(4096);
  std::uint64_t state = 88172645463325252;  // xorshift: the same events on every machine
  for (acrida::RequestEvent& event : events) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    event.method = "GET";
    event.name = names[state % names.size()];
    event.response_time = 1ms + std::chrono::nanoseconds(state % 20'000'000);
    event.content_length_bytes = state % 10'000;
  }
  return events;
}

struct Cost {
  double cpu_ns = 0;
  double allocations = 0;
};

/// As ShardEnvironment does it: begin and record, with a journal whose agent keeps up.
Cost cost_of_begin_and_record(acrida::StatsTable& table, acrida::Journal& memory,
                              acrida::ShardJournal& journal,
                              const std::vector<acrida::RequestEvent>& events) {
  acrida::WallTime at{std::chrono::seconds(1'700'000'000)};
  const std::size_t allocations_before = allocations;
  const double before = cpu_ns();
  for (std::size_t i = 0; i < kRecords; ++i) {
    acrida::RequestEvent event = events[i % events.size()];
    const std::uint32_t flight = table.row_of(event.method, event.name);
    while (journal.names() < table.row_count())
      journal.add_name(table.method_of(journal.names()), table.name_of(journal.names()));
    journal.begin(flight);
    event.flight = acrida::FlightRow{flight};
    journal.record(table.record(event, at), event, at);
    if (i % 65'536 == 0)
      memory.shard(0).received.store(journal.mark().written, std::memory_order_relaxed);
    at += 1us;
  }
  const double after = cpu_ns();
  return {(after - before) / kRecords,
          static_cast<double>(allocations - allocations_before) / kRecords};
}

Cost cost_of_record(acrida::StatsTable& table, const std::vector<acrida::RequestEvent>& events) {
  acrida::WallTime at{std::chrono::seconds(1'700'000'000)};
  const std::size_t allocations_before = allocations;
  const double before = cpu_ns();
  for (std::size_t i = 0; i < kRecords; ++i) {
    table.record(events[i % events.size()], at);
    at += 1us;  // a million requests per second
  }
  const double after = cpu_ns();
  const std::size_t allocated = allocations - allocations_before;
  return {(after - before) / kRecords, static_cast<double>(allocated) / kRecords};
}

template <class Measure>
void print_median(const char* what, std::size_t names, acrida::StatsTable& table,
                  Measure measure_once) {
  measure_once();  // every name becomes known
  std::vector<double> cpu;
  double allocations_per_record = 0;
  for (std::size_t i = 0; i < kRepetitions; ++i) {
    table.take_delta();
    const Cost cost = measure_once();
    cpu.push_back(cost.cpu_ns);
    allocations_per_record = std::max(allocations_per_record, cost.allocations);
  }
  std::sort(cpu.begin(), cpu.end());
  const std::string row = std::string(what) + ", " + std::to_string(names) + " names";
  acrida::tests::report({"stats", row, cpu[cpu.size() / 2], "ns CPU"});
  acrida::tests::report({"stats", row, allocations_per_record, "allocations"});
}

void measure(std::size_t names_count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < names_count; ++i) {
    names.push_back("/shop/items/" + std::to_string(i) + "/details");
  }
  const std::vector<acrida::RequestEvent> events = events_over(names);
  acrida::StatsTable table;
  print_median("record", names_count, table, [&] { return cost_of_record(table, events); });
  acrida::StatsTable journaled;
  const auto memory = acrida::Journal::create(1, "");
  acrida::ShardJournal journal(&(*memory)->shard(0));
  print_median("begin + record + journal", names_count, journaled,
               [&] { return cost_of_begin_and_record(journaled, **memory, journal, events); });
}

/// Of one kind, over 20 names.
void measure_metric(acrida::MetricKind kind, const char* what) {
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i) names.push_back("items in basket " + std::to_string(i));
  std::vector<acrida::MetricEvent> events(4096);
  std::uint64_t state = 88172645463325252;
  for (acrida::MetricEvent& event : events) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    event = {kind, names[state % names.size()], "EUR", static_cast<double>(state % 100'000) / 100};
  }
  const acrida::WallTime at{std::chrono::seconds(1'700'000'000)};
  acrida::MetricTable table;
  for (const acrida::MetricEvent& event : events) table.record(event, at);
  std::vector<double> cpu;
  double allocations_per_record = 0;
  for (std::size_t i = 0; i < kRepetitions; ++i) {
    table.take();
    const std::size_t allocations_before = allocations;
    const double before = cpu_ns();
    for (std::size_t n = 0; n < kRecords; ++n) table.record(events[n % events.size()], at);
    const double after = cpu_ns();
    const auto allocated = static_cast<double>(allocations - allocations_before);
    cpu.push_back((after - before) / kRecords);
    allocations_per_record = std::max(allocations_per_record, allocated / kRecords);
  }
  std::sort(cpu.begin(), cpu.end());
  const std::string row = std::string(what) + " record, 20 names";
  acrida::tests::report({"stats", row, cpu[cpu.size() / 2], "ns CPU"});
  acrida::tests::report({"stats", row, allocations_per_record, "allocations"});
}

}  // namespace

int main() {
  measure(10);
  measure(200);
  measure_metric(acrida::MetricKind::counter, "counter");
  measure_metric(acrida::MetricKind::gauge, "gauge");
  measure_metric(acrida::MetricKind::trend, "trend");
}
