// Sockets: router and dealer over real connections.
#include <zmq.hpp>

#include "link_fixture.hpp"

namespace acrida::link {
namespace {

using namespace std::chrono_literals;

using SocketsTest = LinkFixture;

TEST_F(SocketsTest, CarriesAMessageEachWay) {
  auto dealer = connect("slave_1");
  ASSERT_TRUE(dealer->send("hello"));
  ASSERT_TRUE(run_until([&] { return !at_router.empty(); }));
  EXPECT_EQ(at_router.front(), Message("slave_1", "hello"));
  ASSERT_TRUE(router->send("slave_1", "welcome"));
  ASSERT_TRUE(run_until([&] { return !at_dealer.empty(); }));
  EXPECT_EQ(at_dealer.front(), "welcome");
  EXPECT_TRUE(garbage.empty());
}

TEST_F(SocketsTest, CarriesEmptyAndBinaryPayloads) {
  auto dealer = connect("s");
  const std::string binary("\0\xff\0", 3);
  ASSERT_TRUE(dealer->send(""));
  ASSERT_TRUE(dealer->send(binary));
  ASSERT_TRUE(run_until([&] { return at_router.size() == 2; }));
  EXPECT_EQ(at_router[0].second, "");
  EXPECT_EQ(at_router[1].second, binary);
  ASSERT_TRUE(router->send("s", ""));
  ASSERT_TRUE(run_until([&] { return at_dealer.size() == 1; }));
  EXPECT_EQ(at_dealer[0], "");
}

TEST_F(SocketsTest, TellsThatAPeerIsUnknown) {
  EXPECT_FALSE(router->send("nobody", "x"));
  EXPECT_FALSE(router->send("", "x"));
  auto dealer = connect("s");
  dealer->send("x");
  ASSERT_TRUE(run_until([&] { return !at_router.empty(); }));
  EXPECT_TRUE(router->send("s", "x"));
}

TEST_F(SocketsTest, TellsThatTheQueueIsFull) {
  SocketOptions small;
  small.high_water_messages = 3;
  small.linger = 0ms;
  const std::uint16_t nobody_listens = router->port();
  router.reset();
  auto dealer = connect_to(nobody_listens, "s", small);
  EXPECT_TRUE(dealer->send("1") && dealer->send("2") && dealer->send("3"));
  EXPECT_FALSE(dealer->send("4"));
}

// What a router does not hand out waits at the peer once its share is full, else a starved master
// would grow by what all slaves have to say.
TEST_F(SocketsTest, APeerWaitsWhenItsShareOfTheReceiveQueueIsFull) {
  const auto taken_by = [&](int limit) {
    SocketOptions options;
    options.linger = 0ms;
    options.receive_high_water_messages = limit;
    router = bind(0, options);
    options.high_water_messages = 1;
    auto dealer = connect_to(router->port(), "s", options);
    const std::string message(1 << 20, 'x');  // the kernel's buffers hold a few
    int taken = 0;
    for (auto last = std::chrono::steady_clock::now();
         std::chrono::steady_clock::now() - last < 300ms;) {
      if (dealer->send(message)) {
        ++taken;
        last = std::chrono::steady_clock::now();
      }
    }
    return taken;
  };
  const int few = taken_by(4);
  const int more = taken_by(64);
  EXPECT_GE(few, 4);
  EXPECT_LT(few, 40);
  EXPECT_NEAR(more - few, 60, 20);
}

// Both sides send in bursts while both receive: an edge that is lost would stall one of them.
TEST_F(SocketsTest, LosesNothingWhileBothSidesSend) {
  constexpr std::size_t kMessages = 10'000;
  auto dealer = connect("s");
  ASSERT_TRUE(dealer->send("first"));
  ASSERT_TRUE(run_until([&] { return !at_router.empty(); }));
  at_router.clear();

  std::size_t from_dealer = 0;
  std::size_t from_router = 0;
  const auto send_some = [&] {
    for (int i = 0; i < 7 && from_dealer < kMessages; ++i) {
      if (dealer->send("d" + std::to_string(from_dealer))) ++from_dealer;
    }
    for (int i = 0; i < 5 && from_router < kMessages; ++i) {
      if (router->send("s", "r" + std::to_string(from_router))) ++from_router;
    }
  };
  on_router_message = on_dealer_message = send_some;
  send_some();
  ASSERT_TRUE(run_until([&] {
    send_some();
    return at_router.size() == kMessages && at_dealer.size() == kMessages;
  }));
  for (std::size_t i = 0; i < kMessages; ++i) {
    ASSERT_EQ(at_router[i].second, "d" + std::to_string(i));
    ASSERT_EQ(at_dealer[i], "r" + std::to_string(i));
  }
}

// A burst that arrives before anyone runs the loop is handed out without a further edge.
TEST_F(SocketsTest, HandsOutABurstLargerThanATurn) {
  constexpr std::size_t kMessages = 3'000;
  auto dealer = connect("s");
  for (std::size_t i = 0; i < kMessages; ++i) ASSERT_TRUE(dealer->send("x"));
  ASSERT_TRUE(run_until([&] { return at_router.size() == kMessages; }));
}

TEST_F(SocketsTest, ReportsFramesThatAreNoMessage) {
  zmq::context_t context;
  zmq::socket_t stranger(context, zmq::socket_type::dealer);
  stranger.set(zmq::sockopt::linger, 0);
  stranger.set(zmq::sockopt::routing_id, "stranger");
  stranger.connect("tcp://127.0.0.1:" + std::to_string(router->port()));
  stranger.send(zmq::str_buffer(""), zmq::send_flags::sndmore);  // a REQ socket's delimiter
  stranger.send(zmq::str_buffer("payload"), zmq::send_flags::none);
  for (int i = 0; i < 50; ++i) stranger.send(zmq::str_buffer("part"), zmq::send_flags::sndmore);
  stranger.send(zmq::str_buffer("end"), zmq::send_flags::none);
  stranger.send(zmq::str_buffer("good"), zmq::send_flags::none);
  ASSERT_TRUE(run_until([&] { return !at_router.empty(); }));
  EXPECT_EQ(at_router[0], Message("stranger", "good"));
  ASSERT_EQ(garbage.size(), 2u);
  EXPECT_EQ(garbage[0], Message("stranger", "more than one frame"));
  EXPECT_EQ(garbage[1], Message("stranger", "more than one frame"));
}

TEST_F(SocketsTest, ReportsGarbageFromTheMaster) {
  zmq::context_t context;
  zmq::socket_t master(context, zmq::socket_type::router);
  master.set(zmq::sockopt::linger, 0);
  const std::uint16_t port = router->port();
  router.reset();
  master.bind("tcp://127.0.0.1:" + std::to_string(port));
  auto dealer = connect_to(port, "s");
  dealer->send("hello");
  zmq::message_t identity;
  ASSERT_TRUE(master.recv(identity));
  master.send(zmq::str_buffer("s"), zmq::send_flags::sndmore);
  master.send(zmq::str_buffer(""), zmq::send_flags::sndmore);
  master.send(zmq::str_buffer("late"), zmq::send_flags::none);
  ASSERT_TRUE(run_until([&] { return !garbage.empty(); }));
  EXPECT_TRUE(at_dealer.empty());
}

TEST_F(SocketsTest, SurvivesAnOversizedFrame) {
  router.reset();
  SocketOptions options;
  options.max_message_bytes = 1000;
  router = bind(0, options);
  auto big = connect("big");
  auto small = connect("small");
  small->send("one");
  ASSERT_TRUE(run_until([&] { return at_router.size() == 1; }));
  big->send(std::string(1001, 'x'));
  small->send("two");
  ASSERT_TRUE(run_until([&] { return at_router.size() == 2; }));
  EXPECT_EQ(at_router[1], Message("small", "two"));
  // The connection was closed; ZeroMQ rebuilds it and what is sent then arrives.
  ASSERT_TRUE(run_until([&] {
    big->send("again");
    return at_router.size() > 2;
  }));
  EXPECT_EQ(at_router[2], Message("big", "again"));
}

TEST_F(SocketsTest, ReconnectsUnderTheSameIdentity) {
  auto dealer = connect("s");
  dealer->send("before");
  ASSERT_TRUE(run_until([&] { return at_router.size() == 1; }));
  ASSERT_TRUE(dealer->reconnect());
  dealer->send("after");
  ASSERT_TRUE(run_until([&] { return at_router.size() == 2; }));
  EXPECT_EQ(at_router[1], Message("s", "after"));
  ASSERT_TRUE(run_until([&] {
    router->send("s", "answer");
    return !at_dealer.empty();
  }));
}

TEST_F(SocketsTest, ReconnectsFromItsOwnCallback) {
  auto dealer = connect("s");
  on_dealer_message = [&, done = false]() mutable {
    if (std::exchange(done, true)) return;
    EXPECT_TRUE(dealer->reconnect());
    dealer->send("after");
  };
  dealer->send("before");
  ASSERT_TRUE(run_until([&] { return at_router.size() == 1; }));
  ASSERT_TRUE(router->send("s", "reconnect"));
  ASSERT_TRUE(run_until([&] { return at_router.size() == 2; }));
  EXPECT_EQ(at_router[1], Message("s", "after"));
}

TEST_F(SocketsTest, TakesOverAnIdentityThatIsStillConnected) {
  auto first = connect("s");
  first->send("first");
  ASSERT_TRUE(run_until([&] { return at_router.size() == 1; }));
  auto second = connect("s");
  second->send("second");
  ASSERT_TRUE(run_until([&] { return at_router.size() == 2; }));
  EXPECT_EQ(at_router[1], Message("s", "second"));
}

TEST_F(SocketsTest, FindsTheMasterAgainAfterItsRestart) {
  auto dealer = connect("s");
  dealer->send("one");
  ASSERT_TRUE(run_until([&] { return at_router.size() == 1; }));
  const std::uint16_t port = router->port();
  router.reset();
  router = bind(port);
  ASSERT_TRUE(run_until([&] {
    dealer->send("two");
    return at_router.size() > 1;
  }));
}

TEST_F(SocketsTest, DestroysAnEndWhileMessagesArePending) {
  auto dealer = connect("s");
  for (int i = 0; i < 1000; ++i) dealer->send(std::string(1000, 'x'));
  ASSERT_TRUE(run_until([&] { return !at_router.empty(); }));
  for (int i = 0; i < 1000; ++i) router->send("s", "y");
  dealer.reset();
  router.reset();
  io.restart();
  io.run_for(20ms);  // handlers that were posted find nobody
}

TEST_F(SocketsTest, DestroysTheRouterInItsOwnCallback) {
  auto dealer = connect("s");
  on_router_message = [&] { router.reset(); };
  for (int i = 0; i < 10; ++i) dealer->send("x");
  ASSERT_TRUE(run_until([&] { return !at_router.empty(); }));
  EXPECT_EQ(at_router.size(), 1u);
}

TEST_F(SocketsTest, DestroysAnEndAfterTheLoopStopped) {
  auto dealer = connect("s");
  dealer->send("x");
  io.restart();
  io.poll();
  io.stop();
}

}  // namespace
}  // namespace acrida::link
