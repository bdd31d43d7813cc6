// 50,000 arrivals a second on one core, by one shard and by four that share them, as slaves do: is the rate
// held, are the distances those that were asked for, how late do the tasks begin?
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <acrida/user.hpp>

#include "slave/shard/shard.hpp"
#include "tests/bench/bench_row.hpp"
#include "tests/bench/core_pin.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/support/exponential_fit.hpp"

namespace acrida {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kRate = 50'000;
constexpr std::chrono::seconds kDuration{10};
constexpr std::uint64_t kUsers = 10'000;

thread_local std::vector<std::int64_t>* intended_ns = nullptr;

struct Visitor final : User {
  Visitor() { add_task(&Visitor::visit); }
  task<> visit() {
    intended_ns->push_back(intended_start()->time_since_epoch().count());
    Request request(*this, "VISIT", "visit");
    request.finish(0);
    co_return;
  }
};

/// The greatest distance from 1 / rate, in microseconds.
double greatest_unevenness_us(const std::vector<std::int64_t>& times_ns) {
  double greatest = 0;
  for (std::size_t i = 1; i < times_ns.size(); ++i) {
    const auto gap_ns = static_cast<double>(times_ns[i] - times_ns[i - 1]);
    greatest = std::max(greatest, std::abs(gap_ns - 1e9 / kRate));
  }
  return greatest / 1e3;
}

void measure(std::uint64_t parts, bool poisson) {
  static const UserClassEntry entry{"Visitor", [] { return std::unique_ptr<User>(new Visitor); },
                                    nullptr};
  std::vector<std::vector<std::int64_t>> logs(parts);
  std::vector<std::unique_ptr<Shard>> shards;
  const Clock::time_point start = Clock::now() + std::chrono::seconds(2);
  for (std::uint64_t part = 0; part < parts; ++part) {
    shards.push_back(std::make_unique<Shard>(std::vector<const UserClassEntry*>{&entry},
                                             ShardPlace{part, parts, 0}));
    ScenarioPlan plan{"Visitor", {}, {part, parts}, {}};
    plan.executor.kind = ExecutorSpec::Kind::arrivals;
    plan.executor.arrivals_per_s = kRate;
    plan.executor.duration = kDuration;
    plan.executor.poisson = poisson;
    UserSettings settings;
    settings.scenarios = {plan};
    settings.scenarios_start = start;
    logs[part].reserve(static_cast<std::size_t>(2 * kRate * kDuration.count()) / parts);
    shards[part]->post([log = &logs[part]] { intended_ns = log; });
    shards[part]->resize({{"Visitor", kUsers / parts}}, settings, [] {});
  }
  std::this_thread::sleep_until(start);
  const double cpu_before = tests::cpu_time_us();
  std::this_thread::sleep_until(start + kDuration + std::chrono::milliseconds(200));
  const double cpu_us = tests::cpu_time_us() - cpu_before;
  Histogram lateness;
  std::uint64_t dropped = 0;
  for (const auto& shard : shards) {
    std::promise<StatsDelta> promise;
    shard->take_report([&](ShardReport report) { promise.set_value(std::move(report.delta)); });
    const StatsDelta delta = promise.get_future().get();
    lateness.merge(delta.lateness);
    for (const ScenarioDelta& scenario : delta.scenarios) dropped += scenario.dropped;
  }
  std::vector<std::int64_t> times_ns;
  for (const auto& log : logs) times_ns.insert(times_ns.end(), log.begin(), log.end());
  std::sort(times_ns.begin(), times_ns.end());
  const std::string what = std::string(poisson ? "Poisson" : "even") + ", " +
                           std::to_string(parts) + (parts == 1 ? " part: " : " parts: ");
  const auto count = static_cast<double>(times_ns.size());
  const double asked_for = kRate * static_cast<double>(kDuration.count());
  if (poisson) {
    // Its standard deviation is 0.14 % of 500,000.
    tests::report({"arrivals", what + "Kolmogorov-Smirnov",
                   tests::exponential_misfit(times_ns, 1e9 / kRate), "", 1.63});
  } else {
    tests::report(
        {"arrivals", what + "rate off by", 100 * std::abs(count / asked_for - 1), "%", 0.1});
    tests::report(
        {"arrivals", what + "distances off by at most", greatest_unevenness_us(times_ns), "us"});
  }
  tests::report({"arrivals", what + "dropped", static_cast<double>(dropped), "arrivals"});
  const auto ms = [&](double q) {
    return std::chrono::duration<double, std::milli>(lateness.percentile(q)).count();
  };
  tests::report({"arrivals", what + "p50 of lateness", ms(0.5), "ms"});
  tests::report({"arrivals", what + "p99 of lateness", ms(0.99), "ms", 1});
  tests::report({"arrivals", what + "each", cpu_us / count, "us CPU"});
}

}  // namespace
}  // namespace acrida

int main() {
  const acrida::tests::CorePin pin(0);  // and the shards' threads, which are made by this one
  for (const std::uint64_t parts : {1u, 4u})
    for (const bool poisson : {false, true}) acrida::measure(parts, poisson);
}
