// TcpClient with TLS: trust, names, and the same operations as without.
#include <boost/asio/ssl/context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <acrida/tcp_user.hpp>
#include <acrida/within.hpp>

#include "script_server.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/visit.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr char kRequest[] = "GET /item HTTP/1.1\r\nHost: x\r\n\r\n";

std::string port_of(const std::string& url) {
  return url.substr(url.rfind(':'));
}

task<std::string> ask(TcpClient& client) {
  co_await client.send(kRequest);
  std::string headers;
  const std::string_view text = co_await client.receive_until("\r\n\r\n");
  headers = text;
  const std::string_view body = co_await client.receive(24);
  co_return headers + std::string(body);
}

TEST(Tls, WorksWithACertificateThatIsTrusted) {
  const Nginx nginx;
  const auto report = visit_by<TcpUser>(
      "tls://127.0.0.1" + port_of(nginx.tls_url()),
      [&](TcpUser& user) -> task<> {
        user.client.ca_file = nginx.certificate();
        co_await user.measure("TLS", "connect", user.client.connect());
        for (int i = 0; i < 10; ++i) {
          const auto reply = co_await user.measure("TLS", "ask", ask(user.client));
          EXPECT_THAT(reply.error, "");
        }
        // Given up while nothing is there; the connection stays usable.
        auto receive = user.client.receive(1);
        const auto late = co_await user.measure("TLS", "early", within(10ms, std::move(receive)));
        EXPECT_EQ(late.error, "no answer within 10 ms");
        const std::string reply = co_await ask(user.client);
        EXPECT_THAT(reply, HasSubstr(R"({"id":7,"name":"item 7"})"));
      },
      5, 2);
  EXPECT_EQ(row(report, "TLS", "connect").requests, 10U);
  EXPECT_EQ(row(report, "TLS", "connect").failures, 0U);
  EXPECT_EQ(row(report, "TLS", "ask").requests, 100U);
  EXPECT_EQ(nginx.access_log().at("GET /item").requests, 110U);
}

TEST(Tls, RefusesAStrangerAndAWrongName) {
  const Nginx nginx;
  const std::string port = port_of(nginx.tls_url());
  const auto report = visit_by<TcpUser>("", [&](TcpUser& user) -> task<> {
    co_await user.measure("TLS", "stranger", user.client.connect("tls://127.0.0.1" + port));
    EXPECT_FALSE(user.client.connected());
    user.client.ca_file = nginx.certificate();
    co_await user.measure("TLS", "name", user.client.connect("tls://localhost" + port));
    user.client.ca_file = "/no/such/file.pem";
    co_await user.measure("TLS", "file", user.client.connect("tls://127.0.0.1" + port));
    user.client.verify_tls = false;
    const auto anyone =
        co_await user.measure("TLS", "any", user.client.connect("tls://localhost" + port));
    EXPECT_TRUE(anyone.ok()) << anyone.error;
    const std::string reply = co_await ask(user.client);
    EXPECT_THAT(reply, HasSubstr("X-Server-Name: localhost\r\n"));
  });
  EXPECT_EQ(row(report, "TLS", "stranger").failures, 1U);
  EXPECT_THAT(errors(report),
              testing::UnorderedElementsAre(
                  "tls handshake with 127.0.0.1" + port + ": self-signed certificate",
                  "tls handshake with localhost" + port + ": hostname mismatch",
                  HasSubstr("tls: cannot read the ca_file /no/such/file.pem: ")));
}

TEST(Tls, FailsOnWhatIsNoTls) {
  ScriptServer garbage([](ScriptConnection& client) {
    client.receive(1);
    client.send("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  ScriptServer closing([](ScriptConnection&) {});
  ScriptServer silent([](ScriptConnection& client) { client.receive_all(); });
  const auto report = visit_by<TcpUser>("", [&](TcpUser& user) -> task<> {
    user.client.connect_timeout = 50ms;
    co_await user.measure("TLS", "garbage", user.client.connect("tls://" + garbage.address()));
    co_await user.measure("TLS", "closing", user.client.connect("tls://" + closing.address()));
    co_await user.measure("TLS", "silent", user.client.connect("tls://" + silent.address()));
  });
  EXPECT_EQ(counted(report), 3U);
  EXPECT_THAT(errors(report),
              testing::UnorderedElementsAre(
                  HasSubstr("tls handshake with " + garbage.address() + ": wrong version number"),
                  HasSubstr("tls handshake with " + closing.address() + ": "),
                  "connect to " + silent.address() + ": no answer within 50 ms"));
}

TEST(Tls, IsCutOffAtAStop) {
  const Nginx nginx;
  std::counting_semaphore<> begun{0};
  VisitBy<TcpUser> running(
      "tls://127.0.0.1" + port_of(nginx.tls_url()),
      [&](TcpUser& user) -> task<> {
        user.client.verify_tls = false;
        co_await user.client.connect();
        begun.release();
        co_await user.measure("TLS", "never", user.client.receive(1));
      },
      10);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(begun.try_acquire_for(10s));
  const ShardReport report = running.stop();
  EXPECT_EQ(row(report, "TLS", "never").unknown, 10U);
  EXPECT_EQ(report.abandoned_users, 0U);
}

}  // namespace
}  // namespace acrida::tests
