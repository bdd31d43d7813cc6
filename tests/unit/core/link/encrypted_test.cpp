// Encrypted: router and dealer with keys, and what peers without the right ones get.
#include <zmq.hpp>

#include "core/link/endpoint.hpp"
#include "core/link/zap_handler.hpp"
#include "link_fixture.hpp"
#include "tests/support/curve_socket.hpp"

namespace acrida::link {
namespace {

using namespace std::chrono_literals;

class EncryptedTest : public LinkFixture {
 protected:
  EncryptedTest() { encrypted = listen(0); }

  std::unique_ptr<RouterSocket> listen(std::uint16_t port) {
    Result<std::unique_ptr<RouterSocket>> bound = RouterSocket::bind(
        io.get_executor(), "127.0.0.1", port,
        {[this](const Peer& peer, std::string_view payload) {
           identities.emplace_back(peer.identity);
           at_router.emplace_back(peer.key, payload);
         },
         [this](const Peer& peer, std::string_view why) { garbage.emplace_back(peer.key, why); }},
        CurveServer{server_keys, [this](std::string_view key, std::string_view address) {
                      asked.emplace_back(key, address);
                      return key == admitted;
                    }});
    EXPECT_TRUE(bound) << bound.error().what;
    return std::move(*bound);
  }

  std::unique_ptr<DealerSocket> dealer_with(std::optional<CurveClient> curve,
                                            const std::string& identity = "s") {
    auto connected = DealerSocket::connect(
        io.get_executor(), "127.0.0.1", encrypted->port(), identity,
        {.on_message = [this](std::string_view payload) { at_dealer.emplace_back(payload); },
         .on_garbage = [](std::string_view) {},
         .on_trouble = [this](LinkTrouble what) { troubles.push_back(what); },
         .on_connected = [this] { ++connections; }},
        std::move(curve));
    EXPECT_TRUE(connected) << connected.error().what;
    return std::move(*connected);
  }

  const CurveKeys server_keys = make_curve_keys().value();
  std::string admitted;
  std::vector<Message> asked;
  std::vector<std::string> identities;
  std::vector<LinkTrouble> troubles;
  int connections = 0;
  std::unique_ptr<RouterSocket> encrypted;
};

TEST_F(EncryptedTest, CarriesMessagesAndTellsTheKeyOfTheirSender) {
  const CurveKeys keys = make_curve_keys().value();
  admitted = keys.public_key;
  auto dealer = dealer_with(CurveClient{keys, server_keys.public_key});
  EXPECT_TRUE(dealer->is_trusted());
  ASSERT_TRUE(dealer->send("hello"));
  ASSERT_TRUE(run_until([&] { return !at_router.empty(); }));
  EXPECT_EQ(at_router.front(), Message(keys.public_key, "hello"));
  EXPECT_EQ(asked, (std::vector<Message>{{keys.public_key, "127.0.0.1"}}));
  EXPECT_NE(identities.front(), "s") << "its own name for the connection is not used";
  ASSERT_TRUE(encrypted->send(identities.front(), "welcome"));
  ASSERT_TRUE(run_until([&] { return !at_dealer.empty(); }));
  EXPECT_EQ(at_dealer.front(), "welcome");
  EXPECT_TRUE(troubles.empty());
  EXPECT_EQ(connections, 1);
}

TEST_F(EncryptedTest, TellsThatAConnectionWasRebuilt) {
  const CurveKeys keys = make_curve_keys().value();
  admitted = keys.public_key;
  auto dealer = dealer_with(CurveClient{keys, server_keys.public_key});
  ASSERT_TRUE(run_until([&] { return connections == 1; }));
  const std::uint16_t port = encrypted->port();
  encrypted.reset();
  encrypted = listen(port);
  ASSERT_TRUE(run_until([&] { return connections == 2; }));
}

TEST_F(EncryptedTest, TellsAPeerThatItsKeyIsRefused) {
  const CurveKeys keys = make_curve_keys().value();
  auto dealer = dealer_with(CurveClient{keys, server_keys.public_key});
  dealer->send("hello");
  ASSERT_TRUE(run_until([&] { return !troubles.empty(); }));
  EXPECT_EQ(troubles.front(), LinkTrouble::refused_key);
  EXPECT_TRUE(at_router.empty());
  admitted = keys.public_key;
  ASSERT_TRUE(dealer->reconnect());
  dealer->send("again");
  ASSERT_TRUE(run_until([&] { return !at_router.empty(); }));
  EXPECT_EQ(at_router.front(), Message(keys.public_key, "again"));
}

TEST_F(EncryptedTest, GivesNothingToAPlainPeer) {
  auto dealer = dealer_with({});
  dealer->send("hello");
  ASSERT_TRUE(run_until([&] { return !troubles.empty(); }));
  EXPECT_EQ(troubles.front(), LinkTrouble::no_handshake);
  EXPECT_TRUE(at_router.empty());
  EXPECT_TRUE(asked.empty());
}

TEST_F(EncryptedTest, IsNothingForAPeerThatExpectsAnotherMaster) {
  const CurveKeys keys = make_curve_keys().value();
  admitted = keys.public_key;
  auto dealer = dealer_with(CurveClient{keys, make_curve_keys().value().public_key});
  dealer->send("secret");
  ASSERT_TRUE(run_until([&] { return !troubles.empty(); }));
  EXPECT_EQ(troubles.front(), LinkTrouble::no_handshake);
  EXPECT_TRUE(at_router.empty());
  EXPECT_TRUE(asked.empty());
}

TEST_F(EncryptedTest, ASlaveThatExpectsEncryptionSpeaksToNoPlainMaster) {
  Result<std::unique_ptr<DealerSocket>> dealer =
      DealerSocket::connect(io.get_executor(), "127.0.0.1", router->port(), "s",
                            {.on_message = [](std::string_view) {},
                             .on_garbage = [](std::string_view) {},
                             .on_trouble = [this](LinkTrouble what) { troubles.push_back(what); }},
                            CurveClient{make_curve_keys().value(), server_keys.public_key});
  ASSERT_TRUE(dealer) << dealer.error().what;
  (*dealer)->send("secret");
  ASSERT_TRUE(run_until([&] { return !troubles.empty(); }));
  EXPECT_EQ(troubles.front(), LinkTrouble::no_handshake);
  EXPECT_TRUE(at_router.empty());
}

// A peer that is admitted may name its connection as it likes: not as somebody else's.
TEST_F(EncryptedTest, NobodyTakesAConnectionOver) {
  const CurveKeys keys = make_curve_keys().value();
  admitted = keys.public_key;
  zmq::context_t context;
  const auto connect_as = [&](const char* name) {
    zmq::socket_t socket(context, zmq::socket_type::dealer);
    socket.set(zmq::sockopt::linger, 0);
    tests::use_keys(socket, {keys, server_keys.public_key});
    socket.set(zmq::sockopt::routing_id, name);
    socket.connect(endpoint_of("127.0.0.1", encrypted->port()));
    return socket;
  };
  zmq::socket_t first = connect_as("chosen");
  first.send(zmq::str_buffer("first"), zmq::send_flags::none);
  ASSERT_TRUE(run_until([&] { return at_router.size() == 1; }));
  zmq::socket_t thief = connect_as("chosen");
  thief.send(zmq::str_buffer("thief"), zmq::send_flags::none);
  ASSERT_TRUE(run_until([&] { return asked.size() == 2; }));
  first.send(zmq::str_buffer("again"), zmq::send_flags::none);
  ASSERT_TRUE(run_until([&] { return at_router.size() == 2; }));
  EXPECT_EQ(at_router[1].second, "again");
  ASSERT_TRUE(encrypted->send("chosen", "answer"));
  first.set(zmq::sockopt::rcvtimeo, 5000);
  zmq::message_t answer;
  ASSERT_TRUE(first.recv(answer));
  EXPECT_EQ(answer.to_string(), "answer");
}

TEST(CurveKeysTest, OfASecretKeyAreThePair) {
  const CurveKeys keys = make_curve_keys().value();
  EXPECT_TRUE(is_curve_key(keys.public_key));
  EXPECT_TRUE(is_curve_key(keys.secret_key));
  EXPECT_EQ(curve_keys_of(keys.secret_key).value().public_key, keys.public_key);
  EXPECT_EQ(curve_key_text(curve_key_bytes(keys.public_key)), keys.public_key);
  for (const std::string& text :
       {std::string(), std::string("short"), keys.secret_key + "x", std::string(64, 'x'),
        std::string(64, 'A'), keys.secret_key.substr(1) + std::string(1, '\0')}) {
    EXPECT_FALSE(is_curve_key(text)) << text;
    const auto refused = curve_keys_of(text);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what, "not a key: it has 64 hexadecimal digits");
  }
}

TEST(ZapReplyTest, AdmitsOnlyWhomTheServerAdmits) {
  const CurveKeys keys = make_curve_keys().value();
  const std::string raw = curve_key_bytes(keys.public_key);
  const auto request = [&](const std::string& version, const std::string& mechanism,
                           const std::string& credentials) {
    SocketPump::Frames frames;
    for (const std::string& text :
         {std::string("asker"), std::string(), version, std::string("7"), std::string("domain"),
          std::string("10.0.0.9"), std::string(), mechanism, credentials})
      frames.emplace_back(text);
    return frames;
  };
  CurveServer server{keys, [&](std::string_view key, std::string_view address) {
                       return key == keys.public_key && address == "10.0.0.9";
                     }};
  const ZapReply admitted = answer_zap(request("1.0", "CURVE", raw), server);
  EXPECT_EQ(admitted.status, "200");
  EXPECT_EQ(admitted.user_id, keys.public_key);
  EXPECT_EQ(answer_zap(request("2.0", "CURVE", raw), server).status, "400");
  EXPECT_EQ(answer_zap(request("1.0", "NULL", raw), server).status, "400");
  EXPECT_EQ(answer_zap(request("1.0", "CURVE", raw.substr(1)), server).status, "400");
  EXPECT_EQ(answer_zap(request("1.0", "CURVE", std::string(32, 'x')), server).status, "400");
  EXPECT_EQ(answer_zap({}, server).status, "400");
}

TEST(EndpointTest, KnowsWhatStaysOnThisMachine) {
  for (const char* host : {"localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const char* host : {"*", "0.0.0.0", "10.0.0.1", "example.org", ""})
    EXPECT_FALSE(is_loopback(host)) << host;
}

TEST(EndpointTest, TellsOtherMachinesAnAddress) {
  EXPECT_EQ(reachable_host("10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(reachable_host("lo"), "127.0.0.1");
  EXPECT_FALSE(reachable_host("*").empty());
  EXPECT_NE(reachable_host("*"), "*");
  EXPECT_EQ(reachable_host("0.0.0.0"), reachable_host("*"));
}

}  // namespace
}  // namespace acrida::link
