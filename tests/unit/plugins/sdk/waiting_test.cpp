// within, readable, writable: limits, descriptors, cancellation.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <acrida/descriptor.hpp>
#include <acrida/network_address.hpp>
#include <acrida/within.hpp>

#include "tests/support/visit.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class Pair {  // two sockets, or the ends of a pipe
 public:
  explicit Pair(bool pipe) {
    if ((pipe ? ::pipe(ends) : ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) != 0) abort();
  }
  ~Pair() {
    for (const int end : ends) ::close(end);
  }
  int ends[2];
};

task<std::string> answer_after(std::chrono::milliseconds pause) {
  co_await sleep(pause);
  co_return "the answer of the call, as it came";
}

TEST(Within, GivesTheValueThatComesInTime) {
  visit_by<User>("", [](User&) -> task<> {
    const std::string text = co_await within(10s, answer_after(1ms));
    EXPECT_EQ(text, "the answer of the call, as it came");
    co_await within(10s, sleep(1ms));
  });
}

TEST(Within, EndsTheCallWhenTheTimeIsOver) {
  const auto report = visit_by<User>("", [](User& user) -> task<> {
    const auto reply = co_await user.measure("WAIT", "limited", within(20ms, answer_after(1h)));
    EXPECT_EQ(reply.error, "no answer within 20 ms");
    try {
      co_await within(0s, sleep(1h));
      ADD_FAILURE();
    } catch (const NetworkError& error) {
      EXPECT_EQ(error.code(), boost::asio::error::timed_out);
    }
  });
  EXPECT_EQ(row(report, "WAIT", "limited").failures, 1U);
}

TEST(Within, PassesExceptionsOn) {
  visit_by<User>("", [](User&) -> task<> {
    const auto failing = []() -> task<int> {
      co_await sleep(1ms);
      throw std::out_of_range("of the call");
    };
    try {
      co_await within(10s, failing());
      ADD_FAILURE();
    } catch (const std::out_of_range& error) {
      EXPECT_STREQ(error.what(), "of the call");
    }
  });
}

TEST(Within, EndsAtAStop) {
  std::binary_semaphore begun{0};
  VisitBy<User> running("", [&](User& user) -> task<> {
    begun.release();
    co_await user.measure("WAIT", "limited", within(1h, within(2h, sleep(3h))));
  });
  ASSERT_TRUE(begun.try_acquire_for(10s));
  const ShardReport report = running.stop();
  EXPECT_EQ(row(report, "WAIT", "limited").unknown, 1U);
  EXPECT_EQ(report.abandoned_users, 0U);
}

TEST(Within, MayEndWithTheShard) {
  std::binary_semaphore begun{0};
  const VisitBy<User> running("", [&](User&) -> task<> {
    begun.release();
    co_await within(1h, within(2h, answer_after(3h)));
  });
  ASSERT_TRUE(begun.try_acquire_for(10s));
}

TEST(Descriptors, BecomeReadable) {
  const Pair pipe(true);
  visit_by<User>("", [&](User&) -> task<> {
    for (int i = 0; i < 3; ++i) {
      std::thread writer([&] {
        std::this_thread::sleep_for(5ms);
        EXPECT_EQ(::write(pipe.ends[1], "x", 1), 1);
      });
      co_await readable(pipe.ends[0]);
      EXPECT_EQ(::fcntl(pipe.ends[0], F_GETFL) & O_NONBLOCK, 0) << "as it was";
      char c = 0;
      EXPECT_EQ(::read(pipe.ends[0], &c, 1), 1);
      writer.join();
    }
  });
}

TEST(Descriptors, BecomeWritableAndMayBeAwaitedForBoth) {
  const Pair pair(false);
  visit_by<User>("", [&](User& user) -> task<> {
    co_await writable(pair.ends[0]);
    // Full: writable only after the other end has read.
    const std::string block(4096, 'x');
    while (::send(pair.ends[0], block.data(), block.size(), MSG_DONTWAIT) > 0) {
    }
    const auto late = co_await user.measure("WAIT", "full", within(20ms, writable(pair.ends[0])));
    EXPECT_EQ(late.error, "no answer within 20 ms");
    std::string sink(1 << 20, '\0');
    std::thread reader([&] {
      while (::recv(pair.ends[1], sink.data(), sink.size(), MSG_DONTWAIT) > 0) {
      }
    });
    co_await writable(pair.ends[0]);
    reader.join();
    EXPECT_EQ(::send(pair.ends[1], "y", 1, 0), 1);
    co_await readable(pair.ends[0]);
  });
}

TEST(Descriptors, ThatAreNoneAreRefused) {
  const int file = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  const auto report = visit_by<User>("", [&](User& user) -> task<> {
    co_await user.measure("WAIT", "closed", readable(-1));
    co_await user.measure("WAIT", "file", readable(file));
  });
  EXPECT_THAT(errors(report), testing::UnorderedElementsAre("wait for a file: Bad file descriptor",
                                                            "Operation not supported"));
  ::close(file);
}

TEST(NetworkAddresses, AreHostAndPortWithOrWithoutScheme) {
  const auto plain = NetworkAddress::parse("127.0.0.1:6379");
  EXPECT_EQ(plain.scheme, "");
  EXPECT_EQ(plain.host, "127.0.0.1");
  EXPECT_EQ(plain.port, 6379);
  const auto tls = NetworkAddress::parse("tls://broker.example.org:8883/");
  EXPECT_EQ(tls.scheme, "tls");
  EXPECT_EQ(tls.host, "broker.example.org");
  const auto v6 = NetworkAddress::parse("udp://[::1]:53");
  EXPECT_EQ(v6.host, "::1");
  EXPECT_EQ(v6.text(), "[::1]:53");
}

TEST(NetworkAddresses, OfAnyOtherFormAreRefused) {
  for (const char* text : {"", "host", "host:", ":80", "host:0", "host:65536", "host:8x", "::1:80",
                           "tcp://host:80/path", "tcp://user@host:80", "[::1]", "tcp://", "a b:1"})
    EXPECT_THROW(NetworkAddress::parse(text), std::invalid_argument) << text;
  try {
    NetworkAddress::parse("redis");
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), HasSubstr("give it as host:port"));
  }
}

}  // namespace
}  // namespace acrida::tests
