// A million users in one process: memory, and how late they are woken at 50,000 wake-ups a second.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include <acrida/user.hpp>

#include "slave/shard/shard.hpp"
#include "tests/bench/bench_row.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/bench/resident_bytes.hpp"

namespace acrida {
namespace {

constexpr std::uint64_t kUsers = 1'000'000;
constexpr std::size_t kShards = 2;
constexpr std::chrono::seconds kLeastWait{10};
constexpr std::chrono::seconds kMostWait{30};  // 20 s on average: 50,000 wake-ups a second

// With a state of its own, as a user of a test has.
struct Walker final : User {
  Walker() {
    wait_time = between(kLeastWait, kMostWait);
    add_task(&Walker::step);
  }
  task<> step() {
    Request request(*this, "WALK", "step");
    place_[id() % place_.size()] += 1;
    request.finish(0);
    co_return;
  }
  std::array<std::uint32_t, 16> place_{};
};

struct Sample {
  Histogram lateness;
  std::uint64_t steps = 0;
};

Sample sample(std::array<std::unique_ptr<Shard>, kShards>& shards) {
  Sample sum;
  for (const auto& shard : shards) {
    std::promise<StatsDelta> promise;
    shard->take_report([&](ShardReport report) { promise.set_value(std::move(report.delta)); });
    const StatsDelta delta = promise.get_future().get();
    sum.lateness.merge(delta.lateness);
    for (const RequestDelta& row : delta.requests) sum.steps += row.counters.requests;
  }
  return sum;
}

int bench() {
  static const UserClassEntry entry{"Walker", [] { return std::unique_ptr<User>(new Walker); },
                                    nullptr};
  std::array<std::unique_ptr<Shard>, kShards> shards;
  for (std::size_t i = 0; i < kShards; ++i)
    shards[i] = std::make_unique<Shard>(std::vector<const UserClassEntry*>{&entry},
                                        ShardPlace{i, kShards, 0});
  const std::uint64_t before = tests::resident_bytes();
  const auto start = std::chrono::steady_clock::now();
  std::array<std::promise<void>, kShards> spawned;
  for (std::size_t i = 0; i < kShards; ++i)
    shards[i]->resize({{"Walker", kUsers / kShards}}, {},
                      [&spawned, i] { spawned[i].set_value(); });
  for (auto& promise : spawned) promise.get_future().get();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  tests::report({"million", "start of the users", took.count(), "s"});
  tests::report({"million", "the users",
                 static_cast<double>(tests::resident_bytes() - before) / 1e9, "GB resident", 2.5});
  // The waits of the first round are spread from 10 s after the start on.
  std::this_thread::sleep_until(start + kLeastWait + std::chrono::seconds(5));
  sample(shards);
  const double cpu_before = tests::cpu_time_us();
  const auto measured_from = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::seconds(10));
  const Sample now = sample(shards);
  const std::chrono::duration<double> span = std::chrono::steady_clock::now() - measured_from;
  const auto ms = [&](double q) {
    return std::chrono::duration<double, std::milli>(now.lateness.percentile(q)).count();
  };
  const double per_second = static_cast<double>(now.steps) / span.count();
  const std::string what = std::to_string(static_cast<int>(per_second)) + " wake-ups a second: ";
  tests::report({"million", what + "p50 of lateness", ms(0.5), "ms"});
  tests::report({"million", what + "p99 of lateness", ms(0.99), "ms", 20});
  tests::report({"million", what + "p99.9 of lateness", ms(0.999), "ms"});
  tests::report({"million", what + "each",
                 (tests::cpu_time_us() - cpu_before) / static_cast<double>(now.steps), "us CPU"});
  std::fflush(stdout);
  std::_Exit(0);  // a million users need seconds to end, which tell nothing
}

}  // namespace
}  // namespace acrida

int main() {
  return acrida::bench();
}
