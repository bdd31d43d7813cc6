// TcpClient: messages in all parts and sizes, limits, failures, stops.
#include <semaphore>

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <acrida/tcp_user.hpp>
#include <acrida/within.hpp>

#include "script_server.hpp"
#include "tests/support/http.hpp"
#include "tests/support/visit.hpp"

namespace acrida::tests {
namespace {

using namespace boost::asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

using View = std::string_view;

ShardReport visit(const std::string& host, VisitBy<TcpUser>::Script script, std::size_t users = 1) {
  return visit_by<TcpUser>(host, std::move(script), users);
}

// Sends each byte on its own.
void send_slowly(ScriptConnection& client, View text) {
  for (const char& c : text) {
    client.send(View(&c, 1));
    std::this_thread::sleep_for(500us);
  }
}

TEST(TcpClient, SendsAndReceivesLinesBytesAndFrames) {
  std::string seen;
  {
    ScriptServer server([&](ScriptConnection& client) {
      client.send(View("line one\r\nline two\r\n12345678\0\3abc\3\0\0\0def\1x", 42));
      seen = client.receive_all();
    });
    const auto report = visit("tcp://" + server.address(), [](TcpUser& user) -> task<> {
      TcpClient& client = user.client;
      EXPECT_FALSE(client.connected());
      co_await client.connect();
      EXPECT_TRUE(client.connected());
      View text = co_await client.receive_until("\r\n");
      EXPECT_EQ(text, "line one\r\n");
      text = co_await client.receive_until("\r\n");
      EXPECT_EQ(text, "line two\r\n");
      text = co_await client.receive(8);
      EXPECT_EQ(text, "12345678");
      text = co_await client.receive(0);
      EXPECT_EQ(text, "");
      text = co_await client.receive_frame({.bytes = 2});
      EXPECT_EQ(text, "abc");
      text = co_await client.receive_frame({.bytes = 4, .endian = std::endian::little});
      EXPECT_EQ(text, "def");
      text = co_await client.receive_some();
      EXPECT_EQ(text, "\1x");
      co_await client.send("plain ");
      co_await client.send_frame("a", {.bytes = 1});
      co_await client.send_frame("b", {.bytes = 2, .endian = std::endian::little});
      co_await client.send_frame("c");
      co_await client.send_frame("d", {.bytes = 8});
      client.close();
      EXPECT_FALSE(client.connected());
    });
    EXPECT_TRUE(report.exceptions.empty());
  }
  EXPECT_EQ(seen, std::string("plain \1a\1\0b\0\0\0\1c\0\0\0\0\0\0\0\1d", 25));
}

TEST(TcpClient, PutsMessagesTogetherThatComeInParts) {
  ScriptServer server([](ScriptConnection& client) {
    send_slowly(client, View("ab\r\r\ncd\0\0\0\4efgh12345", 20));
  });
  visit(server.address(), [](TcpUser& user) -> task<> {
    co_await user.client.connect();
    View text = co_await user.client.receive_until("\r\n");
    EXPECT_EQ(text, "ab\r\r\n");
    text = co_await user.client.receive(2);
    EXPECT_EQ(text, "cd");
    text = co_await user.client.receive_frame();
    EXPECT_EQ(text, "efgh");
    text = co_await user.client.receive(5);
    EXPECT_EQ(text, "12345");
  });
}

TEST(TcpClient, MovesLargeMessages) {
  const std::string large(3'000'000, 'l');
  ScriptServer server([&](ScriptConnection& client) {
    std::string got;
    while (got.size() < large.size() + 8) got += client.receive(100'000);
    client.send(got);
    client.send(large + "\n");
  });
  visit(
      server.address(),
      [&](TcpUser& user) -> task<> {
        co_await user.client.connect();
        co_await user.client.send_frame(large, {.bytes = 8});
        View text = co_await user.client.receive_frame({.bytes = 8});
        EXPECT_TRUE(text == large);
        text = co_await user.client.receive_until("\n");
        EXPECT_EQ(text.size(), large.size() + 1);
      },
      3);
}

TEST(TcpClient, RefusesWhatIsTooLarge) {
  ScriptServer server([](ScriptConnection& client) {
    client.send(std::string(8, '\xff'));
    client.send(std::string(2000, 'x'));
    client.send("\n");
    client.receive_all();
  });
  const auto report = visit(server.address(), [](TcpUser& user) -> task<> {
    user.client.max_message_bytes = 1000;
    for (int i = 0; i < 4; ++i) {
      co_await user.client.connect();
      EXPECT_TRUE(user.client.connected());
      if (i == 0) co_await user.measure("TCP", "exactly", user.client.receive(1001));
      if (i == 1) co_await user.measure("TCP", "until", user.client.receive_until("\n"));
      if (i == 2) co_await user.measure("TCP", "frame", user.client.receive_frame({.bytes = 8}));
      if (i == 3) co_await user.measure("TCP", "byte", user.client.receive_frame({.bytes = 1}));
      EXPECT_EQ(user.client.connected(), i == 3) << "255 bytes are allowed";
    }
    EXPECT_EQ(user.client.max_message_bytes, 1000U);
  });
  EXPECT_THAT(
      errors(report),
      testing::Each(std::string("receive: a message of more than 1000 bytes (max_message_bytes)")));
  for (const char* name : {"exactly", "until", "frame"})
    EXPECT_EQ(row(report, "TCP", name).failures, 1U) << name;
  EXPECT_EQ(row(report, "TCP", "byte").failures, 0U);
}

TEST(TcpClient, SaysWhyThereIsNoConnection) {
  const std::string nobody = "127.0.0.1:" + std::to_string(free_port());
  const auto report = visit("", [&](TcpUser& user) -> task<> {
    co_await user.measure("TCP", "refused", user.client.connect(nobody));
    co_await user.measure("TCP", "send", user.client.send("x"));
    co_await user.measure("TCP", "no host", user.client.connect());
    co_await user.measure("TCP", "scheme", user.client.connect("http://127.0.0.1:80"));
    co_await user.measure("TCP", "name", user.client.connect("no-such-host.invalid:80"));
    co_await user.measure("TCP", "prefix", user.client.receive_frame({.bytes = 3}));
  });
  EXPECT_THAT(
      errors(report),
      testing::UnorderedElementsAre(
          "connect to " + nobody + ": Connection refused", "send: not connected",
          StartsWith("no host: give --host"), "TcpClient: scheme http: use tcp:// or tls://",
          StartsWith("look up no-such-host.invalid: "), StartsWith("LengthPrefix: bytes must be")));
}

TEST(TcpClient, FailsWhenTheServerCloses) {
  ScriptServer server([](ScriptConnection& client) { client.send("half"); });
  const auto report = visit(server.address(), [](TcpUser& user) -> task<> {
    for (int i = 0; i < 3; ++i) {  // and connects again
      co_await user.client.connect();
      const auto reply = co_await user.measure("TCP", "ask", user.client.receive(5));
      EXPECT_EQ(reply.error, "receive: the server closed the connection");
      EXPECT_FALSE(user.client.connected());
    }
  });
  EXPECT_EQ(row(report, "TCP", "ask").failures, 3U);
}

TEST(TcpClient, HasATimeLimitForEachOperation) {
  ScriptServer server([](ScriptConnection& client) {
    client.send("not enough");
    std::this_thread::sleep_for(300ms);
  });
  const std::string large(20'000'000, 'x');
  const auto report = visit(server.address(), [&](TcpUser& user) -> task<> {
    user.client.timeout = 1h;  // its timer must not hide the shorter one
    co_await user.client.connect();
    co_await user.client.receive(3);
    user.client.timeout = 30ms;
    co_await user.measure("TCP", "receive", user.client.receive(100));
    EXPECT_FALSE(user.client.connected());
    co_await user.client.connect();
    co_await user.measure("TCP", "send", user.client.send(large));
    user.client.timeout = 10s;
    co_await user.client.connect();
    const View text = co_await user.client.receive(3);
    EXPECT_EQ(text, "not") << "the limit before is over";
    co_await sleep(40ms);
    EXPECT_TRUE(user.client.connected());
  });
  EXPECT_THAT(errors(report), testing::UnorderedElementsAre("receive: took longer than 30 ms",
                                                            "send: took longer than 30 ms"));
}

TEST(TcpClient, GoesOnAfterAReceiveThatWasGivenUp) {
  std::binary_semaphore go{0};
  ScriptServer server([&](ScriptConnection& client) {
    client.send("ab");
    go.acquire();
    client.send("cd\n");
    client.receive_all();
  });
  visit(server.address(), [&](TcpUser& user) -> task<> {
    co_await user.client.connect();
    auto receive = user.client.receive_until("\n");
    const auto late = co_await user.measure("TCP", "ask", within(30ms, std::move(receive)));
    EXPECT_EQ(late.error, "no answer within 30 ms");
    EXPECT_TRUE(user.client.connected());
    go.release();
    const View line = co_await user.client.receive_until("\n");
    EXPECT_EQ(line, "abcd\n");
  });
}

TEST(TcpClient, SendsAndReceivesAtOnceAndMayBeClosedMeanwhile) {
  ScriptServer server([](ScriptConnection& client) {
    for (std::string part = client.receive(1000); !part.empty(); part = client.receive(1000))
      client.send(part);
  });
  const auto report = visit(server.address(), [](TcpUser& user) -> task<> {
    co_await user.client.connect();
    const auto writer = [](TcpClient& client) -> task<> {
      for (int i = 0; i < 1000; ++i) co_await client.send("0123456789");
    };
    const auto reader = [](TcpClient& client) -> task<> {
      for (int i = 0; i < 1000; ++i) co_await client.receive(10);
    };
    co_await (writer(user.client) && reader(user.client));
    const auto closer = [](TcpClient& client) -> task<> {
      co_await sleep(10ms);
      client.close();
    };
    auto receive = user.measure("TCP", "ask", user.client.receive(1));
    co_await (std::move(receive) && closer(user.client));
  });
  EXPECT_THAT(errors(report), ElementsAre("receive: the connection was closed here meanwhile"));
}

TEST(TcpClient, IsCutOffAtAStopInEveryState) {
  std::binary_semaphore begun{0};
  ScriptServer silent([](ScriptConnection& client) {
    client.receive(1);
    std::this_thread::sleep_for(50ms);
  });
  const std::string large(20'000'000, 'x');
  VisitBy<TcpUser> running(
      silent.address(),
      [&](TcpUser& user) -> task<> {
        co_await user.client.connect();
        if (user.id() == 3) begun.release();
        if (user.id() == 1) co_await user.measure("TCP", "send", user.client.send(large));
        co_await user.measure("TCP", "receive", user.client.receive(1));
        ADD_FAILURE() << "it goes on";
      },
      3);
  ASSERT_TRUE(begun.try_acquire_for(10s));
  const ShardReport report = running.stop();
  EXPECT_EQ(row(report, "TCP", "send").unknown, 1U);
  EXPECT_EQ(row(report, "TCP", "receive").unknown, 2U);
  EXPECT_TRUE(report.exceptions.empty());
  EXPECT_EQ(report.abandoned_users, 0U);
}

TEST(TcpClient, MayEndWithTheShard) {
  std::binary_semaphore begun{0};
  ScriptServer silent([](ScriptConnection& client) { client.receive_all(); });
  const VisitBy<TcpUser> running(silent.address(), [&](TcpUser& user) -> task<> {
    co_await user.client.connect();
    begun.release();
    auto receive = user.client.receive(1);
    co_await (within(1h, std::move(receive)) && sleep(1h));
  });
  ASSERT_TRUE(begun.try_acquire_for(10s));
}

}  // namespace
}  // namespace acrida::tests
