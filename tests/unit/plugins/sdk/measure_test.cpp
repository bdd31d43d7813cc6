// measure: values, failures, and what a stop cuts off.
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/visit.hpp"

namespace acrida::tests {
namespace {

using namespace boost::asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
using testing::ElementsAre;

task<std::string> answer(std::string text) {
  co_await sleep(2ms);
  co_return text;
}

task<int> refuse(std::string why) {
  co_await sleep(1ms);
  throw std::runtime_error(why);
}

TEST(Measure, CountsAValueWithItsTimeAndSize) {
  const auto report = visit_by<User>("", [](User& user) -> task<> {
    auto reply = co_await user.measure("ECHO", "say", answer("twelve bytes"));
    EXPECT_TRUE(reply.ok());
    EXPECT_EQ(reply.error, "");
    EXPECT_EQ(*reply, "twelve bytes");
    EXPECT_EQ(reply->size(), 12U);
    EXPECT_GE(reply.response_time, 2ms);
    const std::string text = *co_await user.measure("ECHO", "say", answer("a"));
    EXPECT_EQ(text, "a");
  });
  const RequestCounters counters = row(report, "ECHO", "say");
  EXPECT_EQ(counters.requests, 2U);
  EXPECT_EQ(counters.failures, 0U);
  EXPECT_EQ(counters.content_length_bytes, 13U);
  EXPECT_TRUE(report.exceptions.empty());
}

TEST(Measure, CountsAnExceptionAsAFailureAndGoesOn) {
  const auto report = visit_by<User>("", [](User& user) -> task<> {
    auto reply = co_await user.measure("ECHO", "say", refuse("the server is tired"));
    EXPECT_FALSE(reply.ok());
    EXPECT_EQ(reply.error, "the server is tired");
    EXPECT_THROW(reply.value(), EndTask);
    EXPECT_THROW(*reply, EndTask);
    auto passed = co_await user.measure("ECHO", "passed", refuse("as it should"));
    passed.pass();
    EXPECT_THROW(*passed, ExpectationFailed) << "nothing else would tell why";
  });
  EXPECT_EQ(row(report, "ECHO", "say").failures, 1U);
  EXPECT_THAT(errors(report), ElementsAre("the server is tired"));
  EXPECT_TRUE(report.exceptions.empty());
}

TEST(Measure, GivesTheUserTheLastWord) {
  const auto report = visit_by<User>("", [](User& user) -> task<> {
    auto wrong = co_await user.measure("ECHO", "say", answer("b"));
    EXPECT_FALSE(wrong.expect(*wrong == "a", "not an a"));
    auto passed = co_await user.measure("ECHO", "say", refuse("as it should"));
    passed.pass();
    auto renamed = co_await user.measure("ECHO", "say", answer("c"));
    renamed.rename("say c");
    renamed.set_size(1000);
  });
  EXPECT_EQ(row(report, "ECHO", "say").requests, 2U);
  EXPECT_EQ(row(report, "ECHO", "say").failures, 1U);
  EXPECT_EQ(row(report, "ECHO", "say c").content_length_bytes, 1000U);
  EXPECT_THAT(errors(report), ElementsAre("not an a"));
}

TEST(Measure, TakesWhatHasNoValue) {
  const auto report = visit_by<User>("", [](User& user) -> task<> {
    const auto nothing = co_await user.measure("WAIT", "sleep", sleep(1ms));
    EXPECT_TRUE(nothing.ok());
    boost::asio::steady_timer timer(user.environment().executor(), 1ms);
    co_await user.measure("WAIT", "timer", timer.async_wait(boost::asio::use_awaitable));
  });
  EXPECT_EQ(row(report, "WAIT", "sleep").requests, 1U);
  EXPECT_EQ(row(report, "WAIT", "timer").requests, 1U);
}

TEST(Measure, ShortensWhatLibrariesSay) {
  const auto report = visit_by<User>("", [](User& user) -> task<> {
    const auto library = []() -> task<> {
      static constexpr boost::source_location kHere;
      throw boost::system::system_error(boost::system::error_code(boost::asio::error::eof, &kHere),
                                        "read");
      co_return;
    };
    const auto wordless = []() -> task<> {
      throw std::runtime_error("");
      co_return;
    };
    const auto chatty = []() -> task<> {
      throw std::runtime_error(std::string(100'000, 'x'));
      co_return;
    };
    co_await user.measure("X", "library", library());
    co_await user.measure("X", "wordless", wordless());
    co_await user.measure("X", "chatty", chatty());
  });
  EXPECT_THAT(errors(report),
              testing::UnorderedElementsAre("read: End of file", "an exception without a message",
                                            std::string(300, 'x')));
}

TEST(Measure, CountsWhatAStopCutsOffAsUnknown) {
  std::binary_semaphore begun{0};
  VisitBy<User> running("", [&](User& user) -> task<> {
    begun.release();
    co_await user.measure("WAIT", "long", sleep(1h));
    ADD_FAILURE() << "it goes on";
  });
  ASSERT_TRUE(begun.try_acquire_for(10s));
  const ShardReport report = running.stop();
  EXPECT_EQ(row(report, "WAIT", "long").unknown, 1U);
  EXPECT_EQ(row(report, "WAIT", "long").requests, 0U);
  EXPECT_TRUE(report.exceptions.empty());
}

TEST(Measure, CountsTheLoserOfARaceAsUnknown) {
  const auto report = visit_by<User>("", [](User& user) -> task<> {
    co_await (user.measure("WAIT", "short", sleep(1ms)) || user.measure("WAIT", "long", sleep(1h)));
  });
  EXPECT_EQ(row(report, "WAIT", "short").requests, 1U);
  EXPECT_EQ(row(report, "WAIT", "long").unknown, 1U);
}

// A library that cancels its own operation, without a stop: that is an answer.
TEST(Measure, CountsAnAbortThatIsNoStopAsAFailure) {
  const auto report = visit_by<User>("", [](User& user) -> task<> {
    boost::asio::steady_timer timer(user.environment().executor(), 1h);
    boost::asio::steady_timer killer(user.environment().executor(), 1ms);
    killer.async_wait([&](boost::system::error_code) { timer.cancel(); });
    const auto reply =
        co_await user.measure("WAIT", "timer", timer.async_wait(boost::asio::use_awaitable));
    EXPECT_EQ(reply.error, "Operation canceled");
  });
  EXPECT_EQ(row(report, "WAIT", "timer").failures, 1U);
}

}  // namespace
}  // namespace acrida::tests
