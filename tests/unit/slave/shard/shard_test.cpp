// Shard: users that run, throw, and are stopped.
#include "slave/shard/shard.hpp"

#include <future>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

template <class T>
const UserClassEntry& entry_of(const char* name) {
  static const UserClassEntry entry{name, [] { return std::unique_ptr<User>(new T); }, nullptr};
  return entry;
}

/// Calls of a shard, each waited for.
class Driver {
 public:
  explicit Driver(std::vector<const UserClassEntry*> classes) : shard_(std::move(classes), {}) {}

  void resize(UserCounts counts, std::chrono::nanoseconds stop_timeout = 5s) {
    std::promise<void> done;
    shard_.resize(std::move(counts), {"http://127.0.0.1:1", stop_timeout},
                  [&] { done.set_value(); });
    done.get_future().get();
  }
  std::chrono::duration<double> stop() {
    const auto start = std::chrono::steady_clock::now();
    std::promise<void> done;
    shard_.stop_users([&] { done.set_value(); });
    done.get_future().get();
    return std::chrono::steady_clock::now() - start;
  }
  ShardReport report() {
    std::promise<ShardReport> promise;
    shard_.take_report([&](ShardReport report) { promise.set_value(std::move(report)); });
    return promise.get_future().get();
  }

 private:
  Shard shard_;
};

void record(const User& user, const char* name) {
  user.environment().record({.method = "TEST", .name = name, .response_time = 1ms, .error = {}});
}

std::uint64_t requests_of(const ShardReport& report, const std::string& name) {
  for (const RequestDelta& row : report.delta.requests)
    if (row.name == name) return row.counters.requests;
  return 0;
}

struct Worker final : User {
  Worker() {
    wait_time = between(1ms, 5ms);
    add_task(&Worker::work);
  }
  task<> on_start() override { return step("start"); }
  task<> on_stop() override { return step("stop"); }
  task<> work() { return step("work"); }
  task<> step(const char* name) {
    co_await sleep(1ms);
    record(*this, name);
  }
};

TEST(Shard, StartsWorksAndStopsEveryUserOnce) {
  Driver driver({&entry_of<Worker>("Worker")});
  driver.resize({{"Worker", 1200}});
  std::this_thread::sleep_for(100ms);
  driver.resize({{"Worker", 200}});  // a thousand stop
  driver.resize({{"Worker", 300}});
  EXPECT_EQ(driver.report().users.at("Worker"), 300u);
  driver.stop();
  const ShardReport last = driver.report();
  EXPECT_EQ(last.users.at("Worker"), 0u);
  EXPECT_EQ(last.abandoned_users, 0u);
}

TEST(Shard, CountsOnStartAndOnStopOfEachUser) {
  Driver driver({&entry_of<Worker>("Worker")});
  driver.resize({{"Worker", 50}});
  std::this_thread::sleep_for(100ms);
  driver.stop();
  const ShardReport report = driver.report();
  EXPECT_EQ(requests_of(report, "start"), 50u);
  EXPECT_EQ(requests_of(report, "stop"), 50u);
  EXPECT_GT(requests_of(report, "work"), 100u);
  EXPECT_TRUE(report.exceptions.empty());
}

struct Thrower final : User {
  Thrower() {
    wait_time = constant(1ms);
    add_task(&Thrower::work);
  }
  task<> on_start() override {
    if (attempts_++ == 0) throw std::runtime_error("not yet");
    co_return;
  }
  task<> work() {
    co_await sleep(1ms);
    if (calls_++ % 2 == 0) throw std::out_of_range("no such item");
    record(*this, "work");
  }
  int attempts_ = 0;
  int calls_ = 0;
};

TEST(Shard, ReportsExceptionsAndGoesOn) {
  Driver driver({&entry_of<Thrower>("Thrower")});
  driver.resize({{"Thrower", 3}});
  std::this_thread::sleep_for(1200ms);
  driver.stop();
  const ShardReport report = driver.report();
  EXPECT_GT(requests_of(report, "work"), 3u);
  ASSERT_EQ(report.exceptions.size(), 2u);
  EXPECT_EQ(report.exceptions[0].message, "std::runtime_error: not yet");
  EXPECT_EQ(report.exceptions[0].traceback, "Thrower::on_start");
  EXPECT_EQ(report.exceptions[0].count, 3u);
  EXPECT_EQ(report.exceptions[1].message, "std::out_of_range: no such item");
}

struct Unmakeable final : User {
  Unmakeable() { throw std::runtime_error("cannot be made"); }
};

TEST(Shard, ReportsAConstructorThatThrows) {
  Driver driver({&entry_of<Unmakeable>("Unmakeable"), &entry_of<Worker>("Worker")});
  driver.resize({{"Unmakeable", 2}, {"Worker", 1}});
  const ShardReport report = driver.report();
  EXPECT_EQ(report.users.at("Unmakeable"), 0u);
  EXPECT_EQ(report.users.at("Worker"), 1u);
  ASSERT_EQ(report.exceptions.size(), 1u);
  EXPECT_EQ(report.exceptions[0].message, "std::runtime_error: cannot be made");
  driver.stop();
}

struct Sleeper final : User {
  Sleeper() { add_task(&Sleeper::work); }
  task<> on_stop() override {
    record(*this, "stop");
    co_return;
  }
  task<> work() {
    co_await sleep(1h);
    record(*this, "woken");
  }
};

TEST(Shard, CutsOffWhatOutlastsTheStopTimeout) {
  Driver driver({&entry_of<Sleeper>("Sleeper")});
  driver.resize({{"Sleeper", 20}}, 300ms);
  const auto took = driver.stop();
  EXPECT_GE(took.count(), 0.3);
  const ShardReport report = driver.report();
  EXPECT_EQ(requests_of(report, "stop"), 20u);
  EXPECT_EQ(requests_of(report, "woken"), 0u);
  EXPECT_TRUE(report.exceptions.empty()) << "to be cut off is no exception of the user";
}

struct Stubborn final : User {
  Stubborn() { add_task(&Stubborn::work); }
  task<> on_stop() override { co_await sleep(1h); }
  task<> work() { co_await sleep(1h); }
};

TEST(Shard, CutsOffOnStopAfterItsOwnLimit) {
  Driver driver({&entry_of<Stubborn>("Stubborn")});
  driver.resize({{"Stubborn", 2}}, 0s);
  const auto took = driver.stop();
  EXPECT_GE(took.count(), 4.9);
  EXPECT_EQ(driver.report().abandoned_users, 0u);
}

}  // namespace
}  // namespace acrida
