// StatsTable and Histogram: recording what is known does not allocate.
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "core/stats/metric_table.hpp"
#include "core/stats/stats_table.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

// Replaces the allocation functions of this whole test program by ones that count. Not inline,
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

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kStart{std::chrono::seconds(1'700'000'000)};

class NoAllocation : public testing::Test {
 protected:
  NoAllocation() {
    const std::string repaired = "/odd\xC3" + std::string(100, 'y');
    names_ = {"/a", "/items?with-a-name-that-is-longer-than-a-small-string", repaired,
              std::string(5000, 'z'), std::string(3000, '\xFF')};
    record_all(kStart);
  }
  void record_all(WallTime at) {
    for (const std::string& name : names_) {
      RequestEvent event;
      event.method = "GET";
      event.name = name;
      event.response_time = 3ms;
      table_.record(event, at);
    }
  }
  template <class Action>
  std::size_t allocations_in(Action action) {
    const std::size_t before = allocations;
    action();
    return allocations - before;
  }

  StatsTable table_;
  std::vector<std::string> names_;
};

TEST_F(NoAllocation, TheCounterCounts) {
  EXPECT_EQ(allocations_in([] { ::operator delete(::operator new(1)); }), 1u);
}

TEST_F(NoAllocation, KnownNamesAlsoOddOnesWithinASecond) {
  EXPECT_EQ(allocations_in([&] {
              for (int i = 0; i < 1000; ++i) record_all(kStart);
            }),
            0u);
}

TEST_F(NoAllocation, KnownNamesOverManySecondsWithoutADelta) {
  EXPECT_EQ(allocations_in([&] {
              for (int i = 0; i < 300; ++i) record_all(kStart + i * 1s);
            }),
            0u);
}

TEST_F(NoAllocation, KnownNamesAfterADelta) {
  table_.take_delta();
  EXPECT_EQ(allocations_in([&] { record_all(kStart + 1s); }), 0u);
}

TEST_F(NoAllocation, NamesBeyondTheLimit) {
  for (std::size_t i = 0; i < StatsTable::kMaxNames; ++i) {
    RequestEvent event;
    const std::string name = "/many/" + std::to_string(i);
    event.name = name;
    table_.record(event, kStart);
  }
  RequestEvent event;
  event.name = "/one/more";
  EXPECT_EQ(allocations_in([&] { table_.record(event, kStart); }), 0u);
}

TEST_F(NoAllocation, KnownErrors) {
  RequestEvent event;
  event.method = "GET";
  event.name = "/a";
  event.outcome = Outcome::failure;
  event.error = "connection refused by the peer, which is a long text";
  table_.record(event, kStart);
  EXPECT_EQ(allocations_in([&] { table_.record(event, kStart); }), 0u);
}

TEST_F(NoAllocation, KnownMetricsAlsoOddOnesAndThoseBeyondTheLimit) {
  MetricTable table;
  const std::string long_name(300, 'x');
  const auto record_each = [&] {
    for (const std::string_view name : {std::string_view("orders"), std::string_view(long_name),
                                        std::string_view("odd\xC3, longer than a small string")}) {
      for (const MetricKind kind : {MetricKind::counter, MetricKind::gauge, MetricKind::trend})
        table.record({kind, name, "EUR", 12.5}, kStart);
      table.record({.name = name, .duration = 3ms, .error = {}});
    }
  };
  record_each();
  for (std::size_t i = 0; i < MetricTable::kMaxMetrics; ++i)
    table.record({MetricKind::trend, "many " + std::to_string(i), {}, 1}, kStart);
  table.take();
  EXPECT_EQ(allocations_in([&] {
              record_each();
              table.record({MetricKind::trend, "one more", {}, 1}, kStart);
            }),
            0u);
}

TEST_F(NoAllocation, HistogramAfterTheFirstRecord) {
  Histogram histogram;
  EXPECT_EQ(allocations_in([&] { histogram.record(1ms); }), 1u);
  EXPECT_EQ(allocations_in([&] {
              for (int i = 0; i < 40; ++i) histogram.record(1ns * (std::int64_t{1} << i));
              histogram.clear();
              histogram.record(1h);
            }),
            0u);
}

}  // namespace
}  // namespace acrida
