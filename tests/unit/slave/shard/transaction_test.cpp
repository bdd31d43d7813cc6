// Transaction, and the values that a user notes: how they are counted, whatever ends them.
#include <future>
#include <optional>
#include <stdexcept>

#include <gtest/gtest.h>

#include "slave/shard/shard.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

class TransactionTest : public testing::Test {
 protected:
  TransactionTest() { user_->attach(environment_, 1, ""); }

  /// A request that is answered, well or not, and not counted yet.
  Request request(std::string_view failure = {}) {
    Request request(*user_, "TEST", "/");
    request.finish(0, failure);
    return request;
  }
  MetricNumbers taken() {
    const auto metrics = environment_.take_delta().metrics;
    EXPECT_EQ(metrics.size(), 1u);
    return metrics.empty() ? MetricNumbers{} : metrics[0].numbers;
  }
  void expect(std::uint64_t ended, std::uint64_t failures, std::uint64_t unknown) {
    const MetricNumbers numbers = taken();
    EXPECT_EQ(numbers.count, ended);
    EXPECT_EQ(numbers.failures, failures);
    EXPECT_EQ(numbers.unknown, unknown);
  }

  ShardEnvironment environment_;
  std::unique_ptr<User> user_ = std::make_unique<User>();
};

TEST_F(TransactionTest, IsCountedOnceAndInNoTotalOfTheRequests) {
  {
    const auto outer = user_->transaction("checkout");
    auto inner = user_->transaction("checkout");
    request();
    inner.end();
    inner.end();
    EXPECT_TRUE(inner.ended());
  }
  const StatsDelta delta = environment_.take_delta();
  ASSERT_EQ(delta.requests.size(), 1u);
  EXPECT_EQ(delta.requests[0].counters.requests, 1u);
  ASSERT_EQ(delta.metrics.size(), 1u);
  EXPECT_EQ(delta.metrics[0].kind, MetricKind::transaction);
  EXPECT_EQ(delta.metrics[0].numbers.count, 2u);
  EXPECT_EQ(delta.metrics[0].numbers.failures, 0u);
  EXPECT_TRUE(delta.errors.empty());
}

TEST_F(TransactionTest, FailsWithARequestThatIsNotCountedYet) {
  auto checkout = user_->transaction("checkout");
  const Request reply = request("404");
  checkout.end();
  expect(1, 1, 0);
}

TEST_F(TransactionTest, FailsByHandOfTheRequestToo) {
  auto checkout = user_->transaction("checkout");
  Request reply = request();
  reply.fail("no item");
  reply.fail("no item at all");
  reply.count();
  checkout.end();
  expect(1, 1, 0);
}

TEST_F(TransactionTest, ARequestThatIsPassedAfterAllFailsNothing) {
  auto checkout = user_->transaction("checkout");
  Request reply = request("404");
  reply.pass();
  checkout.end();
  expect(1, 0, 0);
}

TEST_F(TransactionTest, RequestsBeforeItAreNotItsOwn) {
  request("404");
  { const auto checkout = user_->transaction("checkout"); }
  expect(1, 0, 0);
}

TEST_F(TransactionTest, OnlyWhatSurroundsAFailureFails) {
  {
    const auto outer = user_->transaction("t");
    { const auto before = user_->transaction("t"); }
    {
      const auto inner = user_->transaction("t");
      request("404");
    }
    { const auto after = user_->transaction("t"); }
  }
  expect(4, 2, 0);
}

TEST_F(TransactionTest, FailSaysWhyInTheErrorTable) {
  auto checkout = user_->transaction("checkout");
  checkout.fail("the basket is empty");
  checkout.end();
  const StatsDelta delta = environment_.take_delta();
  ASSERT_EQ(delta.errors.size(), 1u);
  EXPECT_EQ(delta.errors[0].method, "TRANSACTION");
  EXPECT_EQ(delta.errors[0].name, "checkout");
  EXPECT_EQ(delta.errors[0].message, "the basket is empty");
  EXPECT_EQ(delta.metrics.at(0).numbers.failures, 1u);
}

TEST_F(TransactionTest, AnExceptionOfUserCodeIsAFailure) {
  try {
    const auto checkout = user_->transaction("checkout");
    throw std::runtime_error("no such item");
  } catch (const std::runtime_error&) {
    const auto recovery = user_->transaction("checkout");  // in a handler nothing is in flight
  }
  expect(2, 1, 0);
}

TEST_F(TransactionTest, OneThatOutlivesItsUserIsUnknown) {
  {
    const auto checkout = user_->transaction("checkout");
    const auto nested = user_->transaction("checkout");
    user_.reset();
  }
  expect(0, 0, 2);
}

TEST_F(TransactionTest, TheyMayEndInAnyOrder) {
  auto a = user_->transaction("t");
  auto b = user_->transaction("t");
  auto c = user_->transaction("t");
  b.end();
  a.end();
  { const auto d = user_->transaction("t"); }
  c.end();
  expect(4, 0, 0);
}

TEST_F(TransactionTest, ValuesAreNotedWithTheirKind) {
  user_->count("orders");
  user_->count("orders", 3);
  EXPECT_EQ(taken().sum, 4);
  user_->gauge("queue length", 12);
  EXPECT_EQ(taken().last, 12);
  user_->trend("basket value", 12.5, "EUR");
  const StatsDelta delta = environment_.take_delta();
  EXPECT_EQ(delta.metrics.at(0).kind, MetricKind::trend);
  EXPECT_EQ(delta.metrics.at(0).unit, "EUR");
  EXPECT_EQ(delta.metrics.at(0).values.size(), 1u);
}

TEST_F(TransactionTest, ValuesThatCannotBeAreErrorsOfTheTest) {
  EXPECT_THROW(user_->count("orders", -1), std::invalid_argument);
  EXPECT_THROW(user_->gauge("queue", std::numeric_limits<double>::quiet_NaN()),
               std::invalid_argument);
  EXPECT_THROW(user_->trend("basket", std::numeric_limits<double>::infinity()),
               std::invalid_argument);
  EXPECT_TRUE(environment_.take_delta().empty());
}

template <class T>
const UserClassEntry& entry_of(const char* name) {
  static const UserClassEntry entry{name, [] { return std::unique_ptr<User>(new T); }, nullptr};
  return entry;
}

/// Each user is stopped without a timeout in the middle of its task.
struct CutOff final : User {
  CutOff() { add_task(&CutOff::work); }
  task<> work() {
    whole_life_.emplace(*this, "whole life");
    { const auto done = transaction("done"); }
    auto ended = transaction("ended by hand");
    auto failed = transaction("failed");
    failed.fail("before the stop");
    try {
      const auto waiting = transaction("waiting");
      co_await sleep(1h);
    } catch (...) {
      const auto in_vain = transaction("catches all");
    }
    ended.end();
  }
  task<> on_stop() override {
    const auto farewell = transaction("farewell");
    co_await sleep(1ms);
  }
  std::optional<Transaction> whole_life_;
};

TEST(TransactionOfAShard, IsUnknownWhenItsUserIsCutOff) {
  Shard shard({&entry_of<CutOff>("CutOff")}, {});
  std::promise<void> resized, stopped;
  shard.resize({{"CutOff", 10}}, {"", 0s}, [&] { resized.set_value(); });
  resized.get_future().get();
  std::this_thread::sleep_for(50ms);
  shard.stop_users([&] { stopped.set_value(); });
  stopped.get_future().get();
  std::promise<ShardReport> promise;
  shard.take_report([&](ShardReport report) { promise.set_value(std::move(report)); });
  const ShardReport report = promise.get_future().get();
  EXPECT_EQ(report.delta.metrics.size(), 7u);
  for (const MetricDelta& metric : report.delta.metrics) {
    const MetricNumbers& numbers = metric.numbers;
    const bool cut_off =
        metric.name == "waiting" || metric.name == "catches all" || metric.name == "whole life";
    EXPECT_EQ(numbers.unknown, cut_off ? 10u : 0u) << metric.name;
    EXPECT_EQ(numbers.count, cut_off ? 0u : 10u) << metric.name;
    EXPECT_EQ(numbers.failures, metric.name == "failed" ? 10u : 0u) << metric.name;
  }
}

}  // namespace
}  // namespace acrida
