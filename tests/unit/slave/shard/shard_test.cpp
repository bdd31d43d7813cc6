// Shard: users that run, throw, and are stopped.
#include "slave/shard/shard.hpp"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shard_driver.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

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
  ShardDriver driver({&entry_of<Worker>("Worker")});
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
  ShardDriver driver({&entry_of<Worker>("Worker")});
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
  ShardDriver driver({&entry_of<Thrower>("Thrower")});
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
  ShardDriver driver({&entry_of<Unmakeable>("Unmakeable"), &entry_of<Worker>("Worker")});
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
  ShardDriver driver({&entry_of<Sleeper>("Sleeper")});
  driver.resize({{"Sleeper", 20}}, 300ms);
  const auto took = driver.stop();
  EXPECT_GE(took.count(), 0.3);
  const ShardReport report = driver.report();
  EXPECT_EQ(requests_of(report, "stop"), 20u);
  EXPECT_EQ(requests_of(report, "woken"), 0u);
  EXPECT_TRUE(report.exceptions.empty()) << "to be cut off is no exception of the user";
}

TEST(Shard, ThatRetiresStartsNobody) {
  ShardDriver driver({&entry_of<Sleeper>("Sleeper")});
  driver.resize({{"Sleeper", 5}}, 0s);
  UserSettings retiring;
  retiring.may_grow = false;
  driver.resize({{"Sleeper", 8}}, retiring);
  EXPECT_EQ(driver.report().users.at("Sleeper"), 5u);
  driver.resize({{"Sleeper", 2}}, retiring);
  EXPECT_EQ(driver.report().users.at("Sleeper"), 2u);
  driver.resize({{"Sleeper", 3}}, retiring);
  EXPECT_EQ(driver.report().users.at("Sleeper"), 2u);
  driver.stop();
}

// An hour would be the test's own limit.
TEST(Shard, AStopLimitsWhatUsersWereGivenBefore) {
  ShardDriver driver({&entry_of<Sleeper>("Sleeper")});
  driver.resize({{"Sleeper", 4}}, 1h);
  driver.resize({{"Sleeper", 2}}, 1h);
  driver.limit_stop(0s);
  driver.stop();
  EXPECT_EQ(requests_of(driver.report(), "stop"), 4u);
  ShardDriver other({&entry_of<Sleeper>("Sleeper")});
  other.resize({{"Sleeper", 2}}, 1h);
  other.resize({{"Sleeper", 0}}, 1h);
  other.resize({}, 0s);
  other.stop();
  EXPECT_EQ(requests_of(other.report(), "stop"), 2u);
}

struct Stubborn final : User {
  Stubborn() { add_task(&Stubborn::work); }
  task<> on_stop() override { co_await sleep(1h); }
  task<> work() { co_await sleep(1h); }
};

TEST(Shard, CutsOffOnStopAfterItsOwnLimit) {
  ShardDriver driver({&entry_of<Stubborn>("Stubborn")});
  driver.resize({{"Stubborn", 2}}, 0s);
  const auto took = driver.stop();
  EXPECT_GE(took.count(), 4.9);
  EXPECT_EQ(driver.report().abandoned_users, 0u);
}

}  // namespace
}  // namespace acrida::tests
