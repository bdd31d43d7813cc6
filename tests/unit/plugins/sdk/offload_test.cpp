// offload: values, exceptions, and calls that outlive their users.
#include <atomic>
#include <latch>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <acrida/offload.hpp>

#include "tests/support/visit.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

std::string twice(std::string text) {
  std::this_thread::sleep_for(1ms);
  return text + text;
}

// Blocks calls until it is opened; shared with them, as they may outlive the test.
struct Gate {
  void pass() {
    entered.release();
    open.acquire();
    open.release();
  }
  std::counting_semaphore<> entered{0};
  std::counting_semaphore<> open{0};
};

void wait_for_idle_threads() {
  for (int i = 0; i < 1000 && offloading(); ++i) std::this_thread::sleep_for(5ms);
  EXPECT_FALSE(offloading());
}

TEST(Offload, GivesTheValueOnTheShardsThread) {
  visit_by<User>("", [](User&) -> task<> {
    const auto shard = std::this_thread::get_id();
    const std::string text = co_await offload(&twice, std::string("a string on the heap, surely "));
    EXPECT_EQ(text.size(), 58U);
    EXPECT_EQ(std::this_thread::get_id(), shard);
    const auto other = co_await offload([] { return std::this_thread::get_id(); });
    EXPECT_NE(other, shard);
    co_await offload([] {});
    auto moved = co_await offload([](std::unique_ptr<int> number) { return number; },
                                  std::make_unique<int>(7));
    EXPECT_EQ(*moved, 7);
    const std::string captured(100, 'c');
    auto work = [captured] { return captured.size(); };
    const std::size_t size = co_await offload(std::move(work));
    EXPECT_EQ(size, 100U);
  });
}

TEST(Offload, PassesExceptionsOn) {
  const auto report = visit_by<User>("", [](User& user) -> task<> {
    const auto refuse = []() -> int { throw std::runtime_error("blocked and failed"); };
    const auto reply = co_await user.measure("DB", "query", offload(refuse));
    EXPECT_EQ(reply.error, "blocked and failed");
  });
  EXPECT_EQ(row(report, "DB", "query").failures, 1U);
}

TEST(Offload, RunsManyCallsAtOnceAndQueuesTheRest) {
  static constexpr std::size_t kUsers = 200;
  std::atomic<std::size_t> calls{0};
  const auto report = visit_by<User>(
      "",
      [&](User& user) -> task<> {
        for (int i = 0; i < 5; ++i) {
          auto* counter = &calls;
          const auto count = [counter] { return ++*counter; };
          co_await user.measure("DB", "query", offload(count));
        }
      },
      kUsers, 2);
  EXPECT_EQ(calls, kUsers * 10);
  EXPECT_EQ(row(report, "DB", "query").requests, kUsers * 10);
  EXPECT_EQ(row(report, "DB", "query").failures, 0U);
  wait_for_idle_threads();
}

TEST(Offload, DoesNotHoldUpTheStop) {
  const auto gate = std::make_shared<Gate>();
  const auto life = std::make_shared<int>(7);
  {
    VisitBy<User> running("", [&](User& user) -> task<> {
      const auto block = [](std::shared_ptr<Gate> g, std::shared_ptr<int> l) {
        g->pass();
        return l;
      };
      co_await user.measure("DB", "never", offload(block, gate, life));
    });
    gate->entered.acquire();
    const ShardReport report = running.stop();
    EXPECT_EQ(row(report, "DB", "never").unknown, 1U);
    EXPECT_EQ(report.abandoned_users, 0U);
    EXPECT_TRUE(offloading()) << "the call is still there";
  }
  gate->open.release();  // it returns after its user, shard and loop have gone
  wait_for_idle_threads();
  EXPECT_EQ(life.use_count(), 1) << "its result is dropped";
}

TEST(Offload, MayOutliveALoopThatEndsWithItsUsers) {
  const auto gate = std::make_shared<Gate>();
  const auto life = std::make_shared<int>(7);
  {
    const VisitBy<User> running(
        "",
        [&](User&) -> task<> {
          const std::shared_ptr<int> held = life;  // in the frame
          const auto block = [](std::shared_ptr<Gate> g) { g->pass(); };
          co_await offload(block, gate);
        },
        10);
    for (int i = 0; i < 10; ++i) gate->entered.acquire();
  }
  EXPECT_EQ(life.use_count(), 1) << "the frames are destroyed with the loop";
  gate->open.release();
  wait_for_idle_threads();
}

TEST(Offload, DropsCallsThatWaitForAThreadAtTheStop) {
  static constexpr std::size_t kWaiting = 100;
  const auto gate = std::make_shared<Gate>();
  const auto calls = std::make_shared<std::atomic<std::size_t>>(0);
  VisitBy<User> running(
      "",
      [&](User& user) -> task<> {
        const auto block = [](std::shared_ptr<Gate> g, auto counter) {
          ++*counter;
          g->pass();
        };
        co_await user.measure("DB", "never", offload(block, gate, calls));
      },
      kOffloadThreads + kWaiting);
  for (std::size_t i = 0; i < kOffloadThreads; ++i) gate->entered.acquire();
  const ShardReport report = running.stop();
  EXPECT_EQ(row(report, "DB", "never").unknown, kOffloadThreads + kWaiting);
  gate->open.release();
  wait_for_idle_threads();
  EXPECT_EQ(*calls, kOffloadThreads) << "nobody waits for the others any more";
}

TEST(Offload, RefusesCallsThatNobodyWouldComeTo) {
  static constexpr std::size_t kTooMany = 7;
  const auto gate = std::make_shared<Gate>();
  std::counting_semaphore<> refused{0};
  VisitBy<User> running(
      "",
      [&](User& user) -> task<> {
        const auto block = [](std::shared_ptr<Gate> g) { g->pass(); };
        const auto reply = co_await user.measure("DB", "never", offload(block, gate));
        EXPECT_THAT(reply.error, testing::StartsWith("offload: 10000 calls wait for 256 threads"));
        refused.release();
      },
      kOffloadThreads + kOffloadQueue + kTooMany);
  for (std::size_t i = 0; i < kTooMany; ++i) EXPECT_TRUE(refused.try_acquire_for(30s));
  for (std::size_t i = 0; i < kOffloadThreads; ++i) gate->entered.acquire();
  const ShardReport report = running.stop();
  EXPECT_EQ(row(report, "DB", "never").failures, kTooMany);
  EXPECT_EQ(row(report, "DB", "never").unknown, kOffloadThreads + kOffloadQueue);
  gate->open.release();
  wait_for_idle_threads();
}

}  // namespace
}  // namespace acrida::tests
