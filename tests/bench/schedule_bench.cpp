// CPU time per task switch of an empty task in one shard; starting 100,000 users on two shards.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <acrida/task_set.hpp>

#include "slave/shard/shard.hpp"
#include "tests/bench/bench_row.hpp"
#include "tests/bench/median.hpp"

namespace acrida {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kUsers = 100'000;
constexpr int kRounds = 5;

template <class T>
const UserClassEntry& entry_of() {
  static const UserClassEntry entry{"Bench", [] { return std::unique_ptr<User>(new T); }, nullptr};
  return entry;
}

/// What one shard's users have done; written on its thread and read there.
struct Tally {
  std::uint64_t tasks = 0;
};
thread_local Tally tally;

struct Empty final : User {
  Empty() {
    add_task(&Empty::one, 3);
    add_task(&Empty::other);
  }
  task<> one() {
    ++tally.tasks;
    co_return;
  }
  task<> other() {
    ++tally.tasks;
    co_return;
  }
};

struct Nested final : User {
  struct Visit final : SequentialTaskSet<Nested> {
    Visit() {
      add_task(&Visit::look, 3);
      add_task(&Visit::leave);
    }
    task<> look() {
      ++tally.tasks;
      co_return;
    }
    task<> leave() {
      ++tally.tasks;
      interrupt();
      co_return;
    }
  };
  Nested() { add_tasks<Visit>(); }
};

struct Sleeper final : User {
  Sleeper() {
    wait_time = constant(std::chrono::hours(1));
    add_task(&Sleeper::nothing);
  }
  task<> nothing() { co_return; }
};

void resize(Shard& shard, std::uint64_t users) {
  std::promise<void> done;
  shard.resize({{"Bench", users}}, {}, [&] { done.set_value(); });
  done.get_future().get();
}

double thread_cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Tasks and CPU time of the shard's thread until now.
std::pair<double, double> sample(Shard& shard) {
  std::promise<std::pair<double, double>> promise;
  shard.take_report([&](const ShardReport&) {
    promise.set_value({static_cast<double>(tally.tasks), thread_cpu_ns()});
  });
  return promise.get_future().get();
}

template <class T>
void measure_switch(const char* what, std::uint64_t users) {
  Shard shard({&entry_of<T>()}, {});
  resize(shard, users);
  std::vector<double> rounds(kRounds);
  for (double& round : rounds) {
    const auto before = sample(shard);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    const auto after = sample(shard);
    round = (after.second - before.second) / (after.first - before.first);
  }
  tests::report({"schedule", std::string(what) + ", " + std::to_string(users) + " users",
                 tests::median(rounds), "ns CPU per task", 1000});
  std::promise<void> stopped;
  shard.stop_users([&] { stopped.set_value(); });
  stopped.get_future().get();
}

void measure_start() {
  std::array<std::unique_ptr<Shard>, 2> shards;
  for (std::size_t i = 0; i < shards.size(); ++i)
    shards[i] = std::make_unique<Shard>(std::vector<const UserClassEntry*>{&entry_of<Sleeper>()},
                                        ShardPlace{i, shards.size(), 0});
  const auto start = Clock::now();
  std::array<std::promise<void>, 2> done;
  for (std::size_t i = 0; i < shards.size(); ++i)
    shards[i]->resize({{"Bench", kUsers / shards.size()}}, {}, [&done, i] { done[i].set_value(); });
  for (auto& promise : done) promise.get_future().get();
  for (auto& shard : shards) sample(*shard);  // each user is through its first task
  const std::chrono::duration<double> took = Clock::now() - start;
  tests::report({"schedule", "start of " + std::to_string(kUsers) + " users on two shards",
                 took.count(), "s", 2});
  for (auto& shard : shards) {
    std::promise<void> stopped;
    shard->stop_users([&] { stopped.set_value(); });
    stopped.get_future().get();
  }
}

}  // namespace
}  // namespace acrida

int main() {
  acrida::measure_switch<acrida::Empty>("empty task", 1);
  acrida::measure_switch<acrida::Empty>("empty task", 1000);
  acrida::measure_switch<acrida::Nested>("task in a nested set", 1000);
  acrida::measure_start();
}
