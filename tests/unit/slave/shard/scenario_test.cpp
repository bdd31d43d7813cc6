// Scenario: users that begin their tasks when an executor says so.
#include "slave/shard/scenario.hpp"

#include <gtest/gtest.h>

#include <acrida/task_set.hpp>

#include "shard_driver.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

/// Its wait time would make each rate below impossible.
struct Visitor : User {
  Visitor() {
    wait_time = constant(1h);
    add_task(&Visitor::visit);
  }
  task<> visit() {
    Request request(*this, "TEST", "visit");
    co_await sleep(1ms);
    request.finish(0);
  }
};

/// Each visit takes longer than all arrivals together.
struct Lingerer final : User {
  Lingerer() { add_task(&Lingerer::linger); }
  task<> linger() {
    Request request(*this, "TEST", "linger");
    co_await sleep(500ms);
    request.finish(0);
  }
};

struct Worker final : User {
  Worker() { add_task(&Worker::work); }
  task<> work() {
    Request request(*this, "TEST", "work");
    co_await sleep(1ms);
    request.finish(0);
  }
};

ScenarioPlan plan(const char* user_class, ExecutorSpec::Kind kind, std::uint64_t iterations) {
  ScenarioPlan plan{user_class, {}, {0, 1}, 0s};
  plan.executor.kind = kind;
  plan.executor.iterations = iterations;
  return plan;
}

ScenarioPlan arrivals(const char* user_class, double per_s, std::chrono::nanoseconds duration) {
  ScenarioPlan scenario = plan(user_class, ExecutorSpec::Kind::arrivals, 0);
  scenario.executor.arrivals_per_s = per_s;
  scenario.executor.duration = duration;
  return scenario;
}

/// The reports until the users of the class have ended by themselves, as one.
ShardReport all_reports(ShardDriver& driver, const std::string& user_class) {
  ShardReport all = driver.report();
  const auto limit = std::chrono::steady_clock::now() + 20s;
  while (all.users.at(user_class) > 0 && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(10ms);
    ShardReport next = driver.report();
    merge(all.delta, next.delta);
    all.users = next.users;
  }
  EXPECT_EQ(all.users.at(user_class), 0u);
  return all;
}

TEST(Scenario, BeginsEachArrivalOnAFreeUser) {
  ShardDriver driver({&entry_of<Visitor>("Visitor")});
  driver.begin({{"Visitor", 200}}, arrivals("Visitor", 400, 500ms));
  const ShardReport report = all_reports(driver, "Visitor");
  ASSERT_EQ(report.delta.scenarios.size(), 1u);
  EXPECT_EQ(report.delta.scenarios[0], (ScenarioDelta{"Visitor", 200, 200, 0}));
  ASSERT_EQ(report.delta.requests.size(), 1u);
  const RequestCounters& counters = report.delta.requests[0].counters;
  EXPECT_EQ(counters.requests, 200u);
  EXPECT_EQ(counters.intended_starts, 200u);
  EXPECT_GT(counters.total_start_lag, 0ns);  // a timer is never early
}

TEST(Scenario, DropsArrivalsThatFindNoUserFree) {
  ShardDriver driver({&entry_of<Lingerer>("Lingerer")});
  driver.begin({{"Lingerer", 3}}, arrivals("Lingerer", 250, 200ms));
  const ShardReport report = all_reports(driver, "Lingerer");
  EXPECT_EQ(report.delta.scenarios.at(0), (ScenarioDelta{"Lingerer", 3, 3, 47}));
  EXPECT_EQ(requests_of(report, "linger"), 3u);
}

TEST(Scenario, SharesIterationsAmongItsUsers) {
  ShardDriver driver({&entry_of<Worker>("Worker")});
  driver.begin({{"Worker", 3}}, plan("Worker", ExecutorSpec::Kind::shared_iterations, 100));
  const ShardReport report = all_reports(driver, "Worker");
  EXPECT_EQ(report.delta.scenarios.at(0), (ScenarioDelta{"Worker", 100, 100, 0}));
  EXPECT_EQ(requests_of(report, "work"), 100u);
  EXPECT_EQ(report.delta.requests.at(0).counters.intended_starts, 0u);
}

TEST(Scenario, GivesEachUserItsIterations) {
  ShardDriver driver({&entry_of<Worker>("Worker")});
  driver.begin({{"Worker", 3}}, plan("Worker", ExecutorSpec::Kind::iterations_per_user, 7));
  EXPECT_EQ(requests_of(all_reports(driver, "Worker"), "work"), 21u);
}

TEST(Scenario, HasOnlyItsPartOfSharedIterations) {
  ShardDriver driver({&entry_of<Worker>("Worker")});
  ScenarioPlan part = plan("Worker", ExecutorSpec::Kind::shared_iterations, 100);
  part.share = {2, 3};
  driver.begin({{"Worker", 2}}, part);
  EXPECT_EQ(requests_of(all_reports(driver, "Worker"), "work"), 33u);
}

TEST(Scenario, StartsLaterAndEndsByItsTime) {
  ShardDriver driver({&entry_of<Worker>("Worker")});
  ScenarioPlan closed = plan("Worker", ExecutorSpec::Kind::closed, 0);
  closed.executor.start_after = 300ms;
  closed.executor.duration = 200ms;
  driver.begin({{"Worker", 2}}, closed);
  EXPECT_EQ(requests_of(driver.report(), "work"), 0u);
  EXPECT_GT(requests_of(all_reports(driver, "Worker"), "work"), 2u);
  driver.begin({{"Worker", 2}}, closed);  // it is over
  EXPECT_EQ(driver.report().users.at("Worker"), 0u);
}

TEST(Scenario, UsersWithoutAStartWaitUntilTheyAreStopped) {
  ShardDriver driver({&entry_of<Visitor>("Visitor")});
  ScenarioPlan later = arrivals("Visitor", 1000, 0s);
  later.executor.start_after = 1h;
  driver.begin({{"Visitor", 100}}, later);
  driver.begin({{"Visitor", 40}}, later);  // some of those that are parked end
  EXPECT_EQ(driver.report().users.at("Visitor"), 40u);
  EXPECT_LT(driver.stop().count(), 2);
  EXPECT_EQ(requests_of(driver.report(), "visit"), 0u);
}

TEST(Scenario, AnotherShareHoldsFromItsMoment) {
  ShardDriver driver({&entry_of<Visitor>("Visitor")});
  ScenarioPlan scenario = arrivals("Visitor", 1000, 600ms);
  driver.begin({{"Visitor", 400}}, scenario);
  scenario.share = {1, 2};
  scenario.since = 300ms;
  driver.begin({{"Visitor", 400}}, scenario);
  const ShardReport report = all_reports(driver, "Visitor");
  // 300 before the change, and each second of the 300 that follow.
  EXPECT_EQ(report.delta.scenarios.at(0), (ScenarioDelta{"Visitor", 450, 450, 0}));
}

TEST(Scenario, WithoutAShareHasNoArrivalsUntilItHasOneAgain) {
  ShardDriver driver({&entry_of<Visitor>("Visitor")});
  ScenarioPlan scenario = arrivals("Visitor", 1000, 600ms);
  driver.begin({{"Visitor", 400}}, scenario);
  scenario.share = {0, 0};
  scenario.since = 200ms;
  driver.begin({{"Visitor", 400}}, scenario);
  scenario.share = {0, 1};
  scenario.since = 400ms;
  driver.begin({{"Visitor", 400}}, scenario);
  const ShardReport report = all_reports(driver, "Visitor");
  EXPECT_EQ(report.delta.scenarios.at(0), (ScenarioDelta{"Visitor", 400, 400, 0}));
}

TEST(Scenario, WhoHearsLateOfAChangeRepeatsNothing) {
  ShardDriver driver({&entry_of<Visitor>("Visitor")});
  ScenarioPlan scenario = arrivals("Visitor", 1000, 600ms);
  driver.begin({{"Visitor", 400}}, scenario);
  std::this_thread::sleep_for(300ms);
  scenario.share = {0, 2};
  scenario.since = 0ms;
  driver.begin({{"Visitor", 400}}, scenario);
  const ScenarioDelta counts = all_reports(driver, "Visitor").delta.scenarios.at(0);
  EXPECT_EQ(counts.dropped, 0u);
  EXPECT_GT(counts.begun, 300u);
  EXPECT_LT(counts.begun, 600u);
}

TEST(Scenario, DoesNotStartAgainWhoHasFinished) {
  ShardDriver driver({&entry_of<Worker>("Worker")});
  const ScenarioPlan each = plan("Worker", ExecutorSpec::Kind::iterations_per_user, 7);
  driver.begin({{"Worker", 3}}, each);
  const ShardReport report = all_reports(driver, "Worker");
  driver.begin({{"Worker", 3}}, each);
  EXPECT_EQ(driver.report().users.at("Worker"), 0u);
}

TEST(Scenario, EndsUsersThatWait) {
  ShardDriver driver({&entry_of<Visitor>("Visitor")});
  ScenarioPlan closed = plan("Visitor", ExecutorSpec::Kind::closed, 0);
  closed.executor.duration = 200ms;
  driver.begin({{"Visitor", 5}}, closed);
  EXPECT_EQ(requests_of(all_reports(driver, "Visitor"), "visit"), 5u);
}

/// Each tenth of a second.
struct Paced final : User {
  Paced() {
    wait_time = constant_pacing(100ms);
    executor = closed_model().after(300ms);
    add_task(&Paced::work);
  }
  task<> work() {
    Request request(*this, "TEST", "work");
    co_await sleep(1ms);
    request.finish(0);
  }
};

TEST(Scenario, PacingBeginsWithIt) {
  ShardDriver driver({&entry_of<Paced>("Paced")});
  ScenarioPlan closed = plan("Paced", ExecutorSpec::Kind::closed, 0);
  closed.executor.start_after = 300ms;
  closed.executor.duration = 350ms;
  driver.begin({{"Paced", 1}}, closed);
  const ShardReport report = all_reports(driver, "Paced");
  ASSERT_EQ(report.delta.requests.size(), 1u);
  EXPECT_GE(report.delta.requests[0].counters.intended_starts, 2u);
  EXPECT_LT(report.delta.requests[0].counters.total_start_lag, 200ms) << "not since the start";
}

/// Two tasks of a set each time it is entered.
struct Guest final : User {
  struct Room final : SequentialTaskSet<Guest> {
    Room() {
      add_task(&Room::look);
      add_task(&Room::leave);
    }
    task<> look() {
      record(user(), "look");
      co_return;
    }
    task<> leave() {
      record(user(), "leave");
      interrupt();
      co_return;
    }
  };
  Guest() { add_tasks<Room>(); }
};

TEST(Scenario, EnteringATaskSetIsNoIteration) {
  ShardDriver driver({&entry_of<Guest>("Guest")});
  driver.begin({{"Guest", 1}}, plan("Guest", ExecutorSpec::Kind::shared_iterations, 10));
  const ShardReport report = all_reports(driver, "Guest");
  EXPECT_EQ(requests_of(report, "look"), 5u);
  EXPECT_EQ(requests_of(report, "leave"), 5u);
}

}  // namespace
}  // namespace acrida::tests
